using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>The checked-in block program in the emulator, compared with native execution.</summary>
internal static class BlockGuest
{
    private static readonly ProgramImage Program = ElfReader.Read(File.ReadAllBytes(PathOfElf()));

    /// <summary>How the program's run differs from a native result; null if it does not.</summary>
    public static string? FindDifference(byte[] input, BlockResult native)
    {
        byte[] expected = new byte[Statement.ByteLength];
        native.Statement.Write(expected);
        using Machine machine = new(Program, input);
        RunStatus status = machine.Run();
        if (status != RunStatus.Halted)
        {
            return $"the guest ended as {status} at 0x{machine.Pc:x}, natively {native.Status}";
        }
        uint exitCode = native.Status.IsDecided() ? 0 : (uint)native.Status;
        if (machine.ExitCode != exitCode)
        {
            return $"the guest ended with code {machine.ExitCode}, natively {native.Status}";
        }
        return expected.AsSpan().SequenceEqual(machine.Memory.ReadOutput())
            ? null
            : $"the guest's statement is another one, both {native.Status}";
    }

    private static string PathOfElf()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZeroSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return Path.Combine(folder!, "guests", "Block", "block.elf");
    }
}
