using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover.Tests;

/// <summary>Attempts to pass off something else than the proven run.</summary>
public sealed class SoundnessTests(ProvenRun run) : IClassFixture<ProvenRun>
{
    private const int Mutations = 10_000;

    [Fact]
    public void Verify_AnyBitOfTheOutputChanged_Rejects()
    {
        for (int bit = 0; bit < 8 * run.Proof.Output.Length; bit++)
        {
            byte[] output = [.. run.Proof.Output];
            output[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RunResult.OutputMismatch, Verify(With(output: output)));
        }
    }

    [Fact]
    public void Verify_OutputPaddedWithZeros_Rejects() =>
        Assert.Equal(RunResult.OutputMismatch, Verify(With(output: [.. run.Proof.Output, 0])));

    [Fact]
    public void Verify_SegmentLeftOut_Rejects()
    {
        for (int i = 0; i < run.Proof.Segments.Length; i++)
        {
            List<byte[]> segments = [.. run.Proof.Segments];
            segments.RemoveAt(i);
            Assert.NotEqual(RunResult.Accepted, Verify(With(segments: segments)));
        }
    }

    [Fact]
    public void Verify_SegmentRepeated_Rejects()
    {
        for (int i = 0; i < run.Proof.Segments.Length; i++)
        {
            List<byte[]> segments = [.. run.Proof.Segments];
            segments.Insert(i, segments[i]);
            Assert.NotEqual(RunResult.Accepted, Verify(With(segments: segments)));
        }
    }

    [Fact]
    public void Verify_SegmentsReordered_Rejects()
    {
        IReadOnlyList<byte[]> s = run.Proof.Segments;
        Assert.Equal(RunResult.BrokenChain, Verify(With(segments: [s[1], s[0], s[2]])));
        Assert.NotEqual(RunResult.Accepted, Verify(With(segments: [s[0], s[2], s[1]])));
    }

    [Fact]
    public void Verify_NoSegments_Rejects() =>
        Assert.Equal(RunResult.NotHalted, Verify(With(segments: [])));

    [Fact]
    public void Verify_OtherInputRegion_Rejects()
    {
        MemoryDigest other = run.Proof.InputRegion;
        other[0] += Stark.Field.BabyBear.One;
        Assert.Equal(RunResult.BrokenChain, Verify(With(inputRegion: other)));
    }

    [Fact]
    public void Verify_OtherProgram_Rejects()
    {
        using ProgramProver other =
            ProgramProver.Create(ProvenRun.SumProgram(1001), ProvenRun.Parameters, 2);
        Assert.Equal(RunResult.OtherProgram, RunVerifier.Verify(other.Key, run.Proof, out _));

        // Nor if the proof claims to be for that program.
        RunProof relabelled = With(programDigest: other.Key.Digest.ToArray());
        Assert.NotEqual(RunResult.Accepted, RunVerifier.Verify(other.Key, relabelled, out _));
    }

    [Fact]
    public void Verify_SegmentOfAnotherClaim_Rejects()
    {
        // The last segment's claim with the proof of the one before it.
        ReadOnlySpan<byte> last = run.Proof.Segments[2];
        ReadOnlySpan<byte> middle = run.Proof.Segments[1];
        const int claimLength = 12 + (2 * 4 * MemoryDigest.Length) + 5;
        byte[] mixed = [.. last[..claimLength], .. middle[claimLength..]];
        Assert.NotEqual(
            RunResult.Accepted,
            Verify(With(segments: [run.Proof.Segments[0], run.Proof.Segments[1], mixed])));
    }

    [Fact]
    public void Verify_RandomMutations_AreAllRejected()
    {
        byte[] bytes = run.Proof.ToBytes();
        const int seed = 20;
        int accepted = 0;
        Parallel.For(0, Mutations, i =>
        {
            byte[] mutated = Mutation.Apply(bytes, new Random((seed * Mutations) + i));
            if (!mutated.AsSpan().SequenceEqual(bytes)
                && RunProof.TryRead(mutated, out RunProof? proof)
                && Verify(proof!) == RunResult.Accepted)
            {
                Interlocked.Increment(ref accepted);
            }
        });
        Assert.Equal(0, accepted);
    }

    private RunResult Verify(RunProof proof) => RunVerifier.Verify(run.Prover.Key, proof, out _);

    private RunProof With(
        byte[]? output = null,
        IReadOnlyList<byte[]>? segments = null,
        MemoryDigest? inputRegion = null,
        byte[]? programDigest = null) => new()
        {
            ProgramDigest = programDigest ?? run.Proof.ProgramDigest,
            Output = output ?? run.Proof.Output,
            InputRegion = inputRegion ?? run.Proof.InputRegion,
            OutputSiblings = run.Proof.OutputSiblings,
            Segments = segments is null ? run.Proof.Segments : [.. segments],
        };
}
