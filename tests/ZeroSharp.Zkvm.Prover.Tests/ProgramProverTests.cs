using Xunit.Abstractions;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover.Tests;

public sealed class ProgramProverTests(ITestOutputHelper output)
{
    private static readonly StarkParameters Parameters = new() { LogStackHeight = 18, MinLogHeight = 10 };

    [Fact]
    public void CheckSegment_SumProgram_FindsNothing()
    {
        ProgramImage program = SumProgram(1000);
        using ProgramProver prover = ProgramProver.Create(program, Parameters, 2);
        using Segmenter segmenter = new(program, [], new SegmentLimits { MaxSteps = 1500 });
        while (segmenter.Next() is { } segment)
        {
            Assert.Empty(prover.CheckSegment(segment));
        }
    }

    [Fact]
    public void Prove_SumProgram_Verifies()
    {
        ProgramImage program = SumProgram(1000);
        using ProgramProver prover = ProgramProver.Create(program, Parameters, 2);
        Progress progress = new(output);
        RunProof proof = prover.Prove([], new SegmentLimits { MaxSteps = 1500 }, progress);
        Assert.Equal(3, proof.Segments.Count);
        Assert.Equal([0x14, 0xA3, 0x07, 0, 0, 0, 0, 0], proof.Output);
        Assert.True(RunProof.TryRead(proof.ToBytes(), out RunProof? read));
        Assert.Equal(RunResult.Accepted, RunVerifier.Verify(prover.Key, read!, out int segment));
        Assert.Equal(-1, segment);
    }

    // Writes the sum of the numbers up to count as the output.
    private static ProgramImage SumProgram(int count) => Encode.Program(
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

    private sealed class Progress(ITestOutputHelper output) : IProgress<SegmentReport>
    {
        public void Report(SegmentReport value) => output.WriteLine(value.ToString());
    }
}
