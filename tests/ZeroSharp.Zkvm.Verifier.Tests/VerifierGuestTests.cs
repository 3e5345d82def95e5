using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Zkvm.Verifier.Tests;

/// <summary>
/// The verifier is in the guest subset: compiled, it gives the same results as under .NET. That it
/// compiles at all is the first thing that these tests need.
/// </summary>
public sealed class VerifierGuestTests(CompiledVerifier verifier, ITestOutputHelper output)
    : IClassFixture<CompiledVerifier>
{
    private const int Mutations = 96;

    // Bytes in front of the sumchecks: the file's header, the claim, the shape and the root.
    private const int HeadLength = 1024;

    [Fact]
    public void Run_ProofOfThreeSegments_AcceptsAndNamesTheProgram()
    {
        GuestResult result = verifier.RunBoth(verifier.Key, verifier.Proof.ToBytes());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Cycles:N0} cycles for three segments"));

        Assert.Equal(RunResult.Accepted, result.Result);
        Assert.Equal(verifier.ProgramKey.Digest.ToArray(), result.Digest);
    }

    [Fact]
    public void Run_ProofWithEveryChip_AcceptsAndNamesTheProgram()
    {
        byte[] proof = verifier.EveryChipProof.ToBytes();
        GuestResult result = verifier.RunBoth(verifier.EveryChipKey.ToBytes(), proof);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Cycles:N0} cycles for a segment with every chip ({proof.Length:N0} bytes)"));

        VerifyingKey machine = verifier.EveryChipKey.Machine;
        Assert.True(SegmentProof.TryRead(
            verifier.EveryChipProof.Segments.Single(), machine, out SegmentProof? segment));
        Assert.Equal(
            Enumerable.Range(0, machine.Airs.Length),
            segment!.Proof.Instances.Select(instance => instance.AirIndex).Distinct().Order());
        Assert.Equal(RunResult.Accepted, result.Result);
        Assert.Equal(verifier.EveryChipKey.Digest.ToArray(), result.Digest);
    }

    [Fact]
    public void Run_RandomMutations_GivesTheResultsOfDotNet()
    {
        byte[] key = verifier.EveryChipKey.ToBytes();
        byte[] proof = verifier.EveryChipProof.ToBytes();
        ConcurrentDictionary<RunResult, int> results = [];
        Parallel.For(0, Mutations, i =>
        {
            Random random = new(1000 + i);
            byte[] mutated = (i % 3) switch
            {
                0 => Mutation.Apply(proof, random),
                1 => [.. Mutation.Apply(proof[..HeadLength], random), .. proof[HeadLength..]],
                _ => WithWordChanged(proof, random),
            };
            RunResult result = verifier.RunBoth(key, mutated).Result;
            results.AddOrUpdate(result, 1, (_, count) => count + 1);
        });
        output.WriteLine(string.Join(", ", results.Select(pair => $"{pair.Key}: {pair.Value}")));

        Assert.DoesNotContain(RunResult.Accepted, results.Keys);
        Assert.Contains(RunResult.Malformed, results.Keys);
        Assert.Contains(RunResult.SegmentRejected, results.Keys);
    }

    [Fact]
    public void Run_SegmentsExchanged_IsABrokenChain()
    {
        byte[][] s = verifier.Proof.Segments;
        GuestResult result = verifier.RunBoth(verifier.Key, With(segments: [s[1], s[0], s[2]]));

        Assert.Equal(RunResult.BrokenChain, result.Result);
        Assert.Equal(0, result.Segment);
    }

    [Fact]
    public void Run_LastSegmentMissing_IsNotHalted() => Assert.Equal(
        RunResult.NotHalted,
        verifier.RunBoth(verifier.Key, With(segments: verifier.Proof.Segments[..^1])).Result);

    [Fact]
    public void Run_AnotherOutput_IsAMismatch() => Assert.Equal(
        RunResult.OutputMismatch,
        verifier.RunBoth(verifier.Key, With(output: [.. verifier.Proof.Output, 0])).Result);

    [Fact]
    public void Run_AnotherInputRegion_IsABrokenChain()
    {
        MemoryDigest other = verifier.Proof.InputRegion;
        other[8] += BabyBear.One;
        Assert.Equal(
            RunResult.BrokenChain, verifier.RunBoth(verifier.Key, With(inputRegion: other)).Result);
    }

    [Fact]
    public void Run_KeyOfAnotherProgram_NamesThatProgram()
    {
        byte[] key = [.. verifier.Key];
        key[^1] ^= 1;
        GuestResult result = verifier.RunBoth(key, verifier.Proof.ToBytes());

        Assert.Equal(RunResult.OtherProgram, result.Result);
        Assert.NotEqual(verifier.ProgramKey.Digest.ToArray(), result.Digest);
    }

    [Fact]
    public void Run_NoKey_ExitsWithOne()
    {
        byte[] proof = verifier.Proof.ToBytes();
        Assert.Equal(1u, verifier.RunBoth([], proof).ExitCode);
        Assert.Equal(1u, verifier.RunBoth(verifier.Key[..^1], proof).ExitCode);
        Assert.Equal(1u, verifier.RunBoth([.. verifier.Key, 0], proof).ExitCode);
    }

    // A low bit of a word: most words are field elements, and stay so.
    private static byte[] WithWordChanged(byte[] proof, Random random)
    {
        byte[] mutated = [.. proof];
        mutated[random.Next(mutated.Length) & ~3] ^= (byte)(1 << random.Next(8));
        return mutated;
    }

    private byte[] With(
        byte[]? output = null, byte[][]? segments = null, MemoryDigest? inputRegion = null) =>
        new RunProof
        {
            ProgramDigest = verifier.Proof.ProgramDigest,
            Output = output ?? verifier.Proof.Output,
            InputRegion = inputRegion ?? verifier.Proof.InputRegion,
            OutputSiblings = verifier.Proof.OutputSiblings,
            Segments = segments ?? verifier.Proof.Segments,
        }.ToBytes();
}
