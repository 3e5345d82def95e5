using System.Buffers.Binary;
using ZeroSharp.Compiler;
using ZeroSharp.Guest.Runtime;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Zkvm.Verifier.Tests;

/// <summary>The verifier as a guest, compiled once, and two proofs for it.</summary>
public sealed class CompiledVerifier : IDisposable
{
    private readonly ProgramImage _image =
        ElfReader.Read(GuestCompiler.Compile(typeof(Guest.Program).Assembly.Location));

    private readonly ProvenRun _run = new();

    public CompiledVerifier()
    {
        Key = _run.Prover.Key.ToBytes();
        using ProgramProver everyChip = ProgramProver.Create(EveryChip.Program, ProvenRun.Parameters, 2);
        EveryChipKey = everyChip.Key;
        EveryChipProof = everyChip.Prove([], new SegmentLimits { MaxSteps = 1 << 16 });
    }

    public ProgramKey ProgramKey => _run.Prover.Key;

    /// <summary>The bytes of <see cref="ProgramKey"/>.</summary>
    public byte[] Key { get; }

    /// <summary>A proof of three segments.</summary>
    public RunProof Proof => _run.Proof;

    public ProgramKey EveryChipKey { get; }

    /// <summary>A proof of one segment.</summary>
    public RunProof EveryChipProof { get; }

    /// <summary>Runs the guest under .NET.</summary>
    public static GuestResult RunUnderDotNet(byte[] key, byte[] proof)
    {
        (uint exitCode, byte[] output) = HostRun.Execute(Guest.Program.Main, Input(key, proof));
        return new GuestResult(exitCode, output, 0);
    }

    /// <summary>Runs the compiled guest on the emulator; a trap fails.</summary>
    public GuestResult Run(byte[] key, byte[] proof)
    {
        using Machine machine = new(_image, Input(key, proof));
        Assert.Equal(RunStatus.Halted, machine.Run());
        return new GuestResult(machine.ExitCode, machine.Memory.ReadOutput() ?? [], machine.Cycles);
    }

    /// <summary>Runs both, and expects the same of them.</summary>
    public GuestResult RunBoth(byte[] key, byte[] proof)
    {
        GuestResult expected = RunUnderDotNet(key, proof);
        GuestResult actual = Run(key, proof);
        Assert.Equal(expected.ExitCode, actual.ExitCode);
        Assert.Equal(expected.Output, actual.Output);
        return actual;
    }

    public void Dispose() => _run.Dispose();

    private static byte[] Input(byte[] key, byte[] proof)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, key.Length);
        return [.. length, .. key, .. proof];
    }
}

/// <summary>What a run of the verifier guest wrote, and its instructions on the emulator.</summary>
public sealed record GuestResult(uint ExitCode, byte[] Output, ulong Cycles)
{
    public RunResult Result => (RunResult)BinaryPrimitives.ReadUInt64LittleEndian(Output);

    public int Segment => (int)BinaryPrimitives.ReadInt64LittleEndian(Output.AsSpan(8));

    public byte[] Digest => Output[16..];
}
