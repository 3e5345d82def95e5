using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover.Tests;

/// <summary>A proof of three segments that the tests of a class share, and do not change.</summary>
public sealed class ProvenRun : IDisposable
{
    public ProvenRun()
    {
        Prover = ProgramProver.Create(Program, Parameters, 2);
        Recorder recorder = new();
        Proof = Prover.Prove([], Limits, recorder);
        Reports = recorder.Reports;
    }

    /// <summary>A stack of 2^18 rows, which the tables need.</summary>
    public static StarkParameters Parameters { get; } = new() { LogStackHeight = 18, MinLogHeight = 10 };

    public static SegmentLimits Limits { get; } = new() { MaxSteps = 1500 };

    public static ProgramImage Program { get; } = SumProgram(1000);

    public ProgramProver Prover { get; }

    public RunProof Proof { get; }

    public IReadOnlyList<SegmentReport> Reports { get; }

    /// <summary>Writes the sum of the numbers up to <paramref name="count"/> as the output.</summary>
    public static ProgramImage SumProgram(int count) => Encode.Program(
        Encode.Addi(5, 0, count),
        Encode.Add(6, 6, 5),
        Encode.Addi(5, 5, -1),
        Encode.Branch(1, 5, 0, -8),
        Encode.Lui(7, 0xC0000),
        Encode.Immediate(1, 7, 7, 32),
        Encode.Immediate(5, 7, 7, 32),
        Encode.Addi(8, 0, 8),
        Encode.Store(3, 8, 7, 0),
        Encode.Store(3, 6, 7, 8),
        Encode.Addi(17, 0, 0),
        Encode.Addi(10, 0, 0),
        Encode.Ecall);

    public void Dispose() => Prover.Dispose();

    private sealed class Recorder : IProgress<SegmentReport>
    {
        public List<SegmentReport> Reports { get; } = [];

        public void Report(SegmentReport value) => Reports.Add(value);
    }
}
