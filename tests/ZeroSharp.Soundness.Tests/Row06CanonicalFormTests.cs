using System.Buffers.Binary;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 6 of the checklist: a proof has one form. Field elements are words below p, flags are bits, and every
/// length is that of the shape. (Every word of an opening and of a LogUp proof: WhirSoundnessTests and
/// LogUpTests; random changes: SoundnessTests of the prover and <see cref="ProofFileTests"/>.)
/// </summary>
public sealed class Row06CanonicalFormTests
{
    private const int LastTimestampAt = 8;
    private const int FirstRootAt = 12;
    private const int HaltsAt = FirstRootAt + (2 * 4 * MemoryDigest.Length);
    private const int ClaimLength = HaltsAt + 1 + 4;

    // Magic, version, kind, program digest, output length, output of 8 bytes.
    private const int DigestsAt = 12 + 32 + 4 + 8;

    [Fact]
    public void TryRead_AnyDigestOfTheRunPlusTheModulus_Fails()
    {
        byte[] run = ProvenCalculation.Run.ToBytes();
        Assert.True(RunProof.TryRead(run, out _));
        for (int word = 0; word < MemoryDigest.Length * (1 + OutputRegion.Level); word++)
        {
            Assert.False(RunProof.TryRead(PlusModulus(run, DigestsAt + (4 * word)), out _), $"word {word}");
        }
    }

    [Fact]
    public void TryRead_RootsOfTheClaimPlusTheModulus_Fails()
    {
        for (int word = 0; word < 2 * MemoryDigest.Length; word++)
        {
            Assert.False(IsRead(PlusModulus(ProvenCalculation.Segment, FirstRootAt + (4 * word))), $"word {word}");
        }
    }

    // From the root fraction to the stack columns' values all words are field elements.
    [Fact]
    public void TryRead_AnyFieldElementPlusTheModulus_Fails()
    {
        byte[] segment = ProvenCalculation.Segment;
        StarkProof proof = ProvenCalculation.Read().Proof;
        int first = ClaimLength + 4 + (2 * proof.Instances.Length) + 32 + 8;
        int elements = proof.LogUp.Elements.Length + proof.Zerocheck.Skip.Length + proof.Zerocheck.Rounds.Length
            + proof.MainEvaluations.Length + proof.FixedEvaluations.Length
            + proof.Stacking.Rounds.Length + proof.Stacking.Columns.Length;
        Random random = new(3);
        for (int i = 0; i < 500; i++)
        {
            int word = random.Next(Ext5.Degree * elements);
            Assert.False(IsRead(PlusModulus(segment, first + (4 * word))), $"word {word}");
        }
    }

    [Theory]
    [InlineData(0, 0x7800_0001u)]
    [InlineData(4, 0x7800_0001u)]
    [InlineData(0, 0xFFFF_FFFCu)]
    [InlineData(LastTimestampAt, (1u << 26) + 1)]
    [InlineData(LastTimestampAt, 0u)]
    [InlineData(LastTimestampAt, 7u)]
    public void TryRead_PcOrClockOutOfRange_Fails(int at, uint value)
    {
        byte[] changed = [.. ProvenCalculation.Segment];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), value);
        Assert.False(IsRead(changed));
    }

    [Fact]
    public void TryRead_FlagThatIsNoBitOrCodeWithoutHalt_Fails()
    {
        byte[] two = [.. ProvenCalculation.Segment];
        Assert.Equal(1, two[HaltsAt]);
        two[HaltsAt] = 2;
        Assert.False(IsRead(two));
        byte[] code = [.. ProvenCalculation.Segment];
        code[HaltsAt] = 0;
        code[HaltsAt + 1] = 1;
        Assert.False(IsRead(code));
    }

    [Fact]
    public void TryRead_AnyOtherLength_Fails()
    {
        byte[] segment = ProvenCalculation.Segment;
        Assert.False(IsRead([.. segment, 0]));
        Assert.False(IsRead(segment.AsSpan(0, segment.Length - 1)));
        byte[] run = ProvenCalculation.Run.ToBytes();
        Assert.False(RunProof.TryRead([.. run, 0], out _));
        Assert.False(RunProof.TryRead(run.AsSpan(0, run.Length - 1), out _));
        for (int length = 0; length < 2000; length++)
        {
            Assert.False(RunProof.TryRead(run.AsSpan(0, length), out _));
            Assert.False(IsRead(segment.AsSpan(0, length)));
        }
    }

    // Lengths that would ask for more room than there are bytes.
    [Theory]
    [InlineData(12 + 32, uint.MaxValue)]
    [InlineData(DigestsAt + (4 * MemoryDigest.Length * (1 + OutputRegion.Level)), uint.MaxValue)]
    [InlineData(DigestsAt + (4 * MemoryDigest.Length * (1 + OutputRegion.Level)), RunProof.MaxSegmentCount + 1u)]
    [InlineData(DigestsAt + (4 * MemoryDigest.Length * (1 + OutputRegion.Level)), 2u)]
    [InlineData(DigestsAt + (4 * MemoryDigest.Length * (1 + OutputRegion.Level)) + 4, uint.MaxValue)]
    [InlineData(DigestsAt + (4 * MemoryDigest.Length * (1 + OutputRegion.Level)) + 4, (1u << 24) + 1)]
    public void TryRead_LengthOutOfBounds_Fails(int at, uint length)
    {
        byte[] changed = ProvenCalculation.Run.ToBytes();
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), length);
        Assert.False(RunProof.TryRead(changed, out _));
    }

    // A few bytes that ask for the evaluations of a thousand wide instances make no room for them.
    [Fact]
    public void TryRead_ShortProofOfManyInstances_MakesNoRoomForThem()
    {
        int keccakRound = ProvenCalculation.Machine.Airs.Select(air => air.Air.Name).ToList().IndexOf("KeccakRound");
        byte[] segment = ProvenCalculation.Segment;
        int honest = BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(ClaimLength));
        const int more = 900;
        byte[] shape = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(shape, honest + more);
        List<(byte Air, byte LogHeight)> instances = [];
        for (int i = 0; i < honest; i++)
        {
            instances.Add((segment[ClaimLength + 4 + (2 * i)], segment[ClaimLength + 5 + (2 * i)]));
        }

        instances.AddRange(Enumerable.Repeat(((byte)keccakRound, (byte)SmallMachine.MinLogHeight), more));
        byte[] bytes =
        [
            .. segment[..ClaimLength], .. shape,
            .. instances.OrderByDescending(i => i.LogHeight).ThenBy(i => i.Air)
                .SelectMany(i => new[] { i.Air, i.LogHeight }),
            .. new byte[100],
        ];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(IsRead(bytes));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 1 << 22);
    }

    private static bool IsRead(ReadOnlySpan<byte> segment) =>
        SegmentProof.TryRead(segment, ProvenCalculation.Machine, out _);

    private static byte[] PlusModulus(byte[] bytes, int at)
    {
        byte[] changed = [.. bytes];
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(changed.AsSpan(at));
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), word + BabyBear.Modulus);
        return changed;
    }
}
