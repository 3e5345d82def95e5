using CsCheck;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Pcs.Tests;

public sealed class ChallengerTests
{
    [Fact]
    public void SampleExtension_SameObservations_IsTheSame()
    {
        Gen.Byte.Array[0, 2000].Sample(bytes =>
        {
            Challenger first = new("test"u8);
            Challenger second = new("test"u8);
            first.Observe(bytes);
            second.Observe(bytes);
            for (int i = 0; i < 40; i++)
            {
                Assert.Equal(first.SampleExtension(), second.SampleExtension());
            }
        });
    }

    [Fact]
    public void SampleExtension_AnyByteChanged_Differs()
    {
        Gen.Select(Gen.Byte.Array[1, 300], Gen.Int[0, 299], Gen.Int[1, 255]).Sample((bytes, at, flip) =>
        {
            byte[] changed = [.. bytes];
            changed[at % bytes.Length] ^= (byte)flip;
            Challenger first = new("test"u8);
            Challenger second = new("test"u8);
            first.Observe(bytes);
            second.Observe(changed);
            Assert.NotEqual(first.SampleExtension(), second.SampleExtension());
        });
    }

    [Fact]
    public void Observe_SameBytesInOtherParts_Differs()
    {
        Challenger together = new("test"u8);
        together.Observe([1, 2, 3, 4]);
        Challenger apart = new("test"u8);
        apart.Observe([1, 2]);
        apart.Observe([3, 4]);
        Assert.NotEqual(together.SampleExtension(), apart.SampleExtension());
    }

    [Fact]
    public void Observe_SameWordsAsAnotherKind_Differs()
    {
        BabyBear[] words = [BabyBear.One, BabyBear.Zero, BabyBear.Zero, BabyBear.Zero, BabyBear.Zero];
        Challenger asBase = new("test"u8);
        asBase.Observe(words);
        Challenger asExtension = new("test"u8);
        asExtension.Observe(Ext5.One);
        Assert.NotEqual(asBase.SampleExtension(), asExtension.SampleExtension());
    }

    [Fact]
    public void Observe_Nothing_ChangesTheChallenges()
    {
        Challenger silent = new("test"u8);
        Challenger observing = new("test"u8);
        observing.Observe(ReadOnlySpan<byte>.Empty);
        Assert.NotEqual(silent.SampleExtension(), observing.SampleExtension());
    }

    [Fact]
    public void SampleExtension_AfterSample_DependsOnEarlierObservations()
    {
        Challenger first = new("test"u8);
        Challenger second = new("test"u8);
        first.Observe(1);
        second.Observe(2);
        first.SampleExtension();
        second.SampleExtension();
        first.Observe(3);
        second.Observe(3);
        Assert.NotEqual(first.SampleExtension(), second.SampleExtension());
    }

    [Fact]
    public void SampleBits_ManySamples_AreBelowTheBoundAndSpread()
    {
        Challenger challenger = new("test"u8);
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++)
        {
            counts[challenger.SampleBits(4)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    public void Grind_AnyBits_IsAcceptedAndContinuesAlike(int bits)
    {
        Challenger prover = new("test"u8);
        Challenger verifier = new("test"u8);
        prover.Observe(7);
        verifier.Observe(7);
        ulong nonce = ProofOfWork.Grind(prover, bits);
        Assert.True(verifier.CheckWork(bits, nonce));
        Assert.Equal(prover.SampleExtension(), verifier.SampleExtension());
    }

    [Fact]
    public void CheckWork_AnotherTranscript_Rejects()
    {
        Challenger prover = new("test"u8);
        prover.Observe(7);
        ulong nonce = ProofOfWork.Grind(prover, 16);
        Challenger other = new("test"u8);
        other.Observe(8);
        Assert.False(other.CheckWork(16, nonce));
    }
}
