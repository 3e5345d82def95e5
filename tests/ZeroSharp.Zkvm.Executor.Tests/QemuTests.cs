using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

/// <summary>
/// The machine against qemu-riscv64 on random instruction streams: the same executable must leave the same
/// registers and memory. ZEROSHARP_SEED replays a run.
/// </summary>
public sealed class QemuTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int ProgramCount = 40;
    private const int LoopCount = 80;
    private const ulong LeastInstructions = 1_000_000;
    private const int TimeoutMilliseconds = 60_000;

    [QemuFact]
    public void Run_RandomStreams_AgreesWithQemu()
    {
        int seed = int.TryParse(
            Environment.GetEnvironmentVariable("ZEROSHARP_SEED"), CultureInfo.InvariantCulture, out int given)
            ? given
            : Random.Shared.Next();
        Random random = new(seed);
        HashSet<Opcode> executed = [];
        ulong instructions = 0;
        for (int i = 0; i < ProgramCount; i++)
        {
            RandomStream stream = new(random, LoopCount);
            instructions += Compare(stream, executed, $"seed {seed}, program {i}");
        }

        output.WriteLine($"seed {seed}: {instructions:N0} instructions of {executed.Count} kinds agree");
        Assert.Empty(AllOpcodes().Except(executed));
        Assert.True(instructions >= LeastInstructions, $"seed {seed}: only {instructions} instructions");
    }

    private static ulong Compare(RandomStream stream, HashSet<Opcode> executed, string name)
    {
        byte[] elf = stream.ToElf();
        byte[] expected = RunQemu(elf, name);
        Assert.True(expected.Length == RandomStream.OutputLength, $"{name}: qemu gave {expected.Length} bytes");
        ProgramImage program = ElfReader.Read(elf);
        using Machine plain = new(program, []);
        AssertEqual(expected, plain, plain.Run(), stream, name);
        using Machine observed = new(program, []);
        OpcodeObserver observer = new(executed);
        AssertEqual(expected, observed, observed.Run(ref observer, ulong.MaxValue), stream, name + ", observed");
        Assert.Equal(plain.Cycles, observed.Cycles);
        return plain.Cycles;
    }

    private static void AssertEqual(
        byte[] expected, Machine machine, RunStatus status, RandomStream stream, string name)
    {
        Assert.True(
            status == RunStatus.UnknownCall && machine.Pc == stream.CallAddress,
            $"{name}: {status} at 0x{machine.Pc:x}");
        for (int at = 0; at < expected.Length; at += 8)
        {
            ulong theirs = BitConverter.ToUInt64(expected, at);
            ulong ours = machine.Memory.ReadWord(RandomStream.Scratch + (uint)at);
            int register = (at - RandomStream.ScratchLength) / 8;
            string place = at < RandomStream.ScratchLength ? $"scratch + 0x{at:x}" : $"x{register}";
            Assert.True(theirs == ours, $"{name}: {place} is 0x{ours:x}, and 0x{theirs:x} in qemu");
        }
    }

    private static byte[] RunQemu(byte[] elf, string name)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(path, elf);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            using Process process = Process.Start(
                new ProcessStartInfo(QemuFactAttribute.Emulator, [path]) { RedirectStandardOutput = true })!;
            using MemoryStream written = new();
            Task copy = process.StandardOutput.BaseStream.CopyToAsync(written);
            if (!process.WaitForExit(TimeoutMilliseconds))
            {
                process.Kill();
                Assert.Fail($"{name}: qemu does not end");
            }

            copy.Wait();
            Assert.True(process.ExitCode == 0, $"{name}: qemu ends with {process.ExitCode}");
            return written.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<Opcode> AllOpcodes() => Enum.GetValues<Opcode>()
        .Where(opcode => opcode is not (Opcode.None or Opcode.Ecall or Opcode.Immediate))
        .Concat(
            new[]
            {
                Opcode.Add, Opcode.AddW, Opcode.And, Opcode.Or, Opcode.Xor, Opcode.Sll, Opcode.Srl, Opcode.Sra,
                Opcode.SllW, Opcode.SrlW, Opcode.SraW, Opcode.Slt, Opcode.Sltu,
            }.Select(opcode => opcode | Opcode.Immediate));

    private readonly struct OpcodeObserver(HashSet<Opcode> executed) : IStepObserver
    {
        public static bool IsActive => true;

        public static bool IsDetailed => true;

        public bool ShouldPause => false;

        public void OnStep(in StepEvent step) => executed.Add(step.Instruction.Opcode);

        public void OnAccess(uint index, uint address, ulong memoryOld)
        {
        }

        public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount)
        {
        }

        public void AfterCall(uint number, uint address, int wordCount)
        {
        }
    }
}
