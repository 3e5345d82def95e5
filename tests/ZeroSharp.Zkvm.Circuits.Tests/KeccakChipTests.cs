using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Chips.Keccak;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class KeccakChipTests
{
    // keccak-f[1600] of the zero state, first lanes (the reference implementation's test vector).
    private static readonly ulong[] PermutedZero =
        [0xF1258F7940E1DDE7, 0x84D5CCF933C0478A, 0xD598261EA65AA9EE, 0xBD1547306F80494D];

    [Fact]
    public void Permute_ZeroState_EqualsTheVector() =>
        Assert.Equal(PermutedZero, Permute(new ulong[25]).AsSpan(0, 4).ToArray());

    [Fact]
    public void Fill_Calls_SaysWhatTheyDo()
    {
        SegmentRecord segment = Segment(new Random(1), 3);
        using ChipTester calls = Calls(segment);
        using ChipTester rounds = new(new KeccakRoundChip(), segment);
        SortedSet<string> expected = [.. segment.KeccakCalls.SelectMany(CallSamples.Messages)];
        foreach (EcallRecord call in segment.KeccakCalls)
        {
            uint id = call.Step.Timestamp + 2;
            expected.Add($"7: {id} 0 {Limbs(call.Old)} = 1");
            expected.Add($"7: {id} 24 {Limbs(call.New)} = -1");
        }

        Assert.Equal(expected, calls.AssertValid());

        // The rounds say the opposite on their bus, and nothing else.
        IEnumerable<string> keccak = expected.Where(text => text.StartsWith("7:", StringComparison.Ordinal));
        Assert.Equal(new SortedSet<string>(keccak.Select(Opposite)), rounds.AssertValid());
    }

    [Fact]
    public void Fill_RoundsInPieces_WritesTheSameRows()
    {
        SegmentRecord segment = Segment(new Random(2), 2);
        KeccakRoundChip chip = new();
        using ChipTester whole = new(chip, segment);
        const int first = 7;
        const int count = 33;
        using TraceMatrix piece = new(chip.Width, 6);
        chip.Fill(segment, first, count, piece, new LookupCounts(0, 0));
        for (int column = 0; column < chip.Width; column++)
        {
            Assert.True(whole.Trace.Column(column).Slice(first, count).SequenceEqual(
                piece.Column(column).Slice(0, count)));
            Assert.Equal(BabyBear.Zero, piece[count, column]);
        }
    }

    [Fact]
    public void Create_Descriptions_KeepTheLimits()
    {
        AirDescription call = AirDescription.Create(new KeccakCallChip());
        AirDescription round = AirDescription.Create(new KeccakRoundChip());
        Assert.Equal((265, 112), (call.Air.Width, call.Interactions.Count));
        Assert.Equal((2472, 2), (round.Air.Width, round.Interactions.Count));
    }

    private static ChipTester Calls(SegmentRecord segment) =>
        new(new KeccakCallChip(), segment, CallSamples.ProgramBase, CallSamples.Program);

    internal static SegmentRecord Segment(Random random, int count)
    {
        SegmentRecord segment = new();
        for (int i = 0; i < count; i++)
        {
            ulong[] state = CallSamples.RandomWords(random, KeccakRound.Lanes);
            segment.KeccakCalls.Add(CallSamples.Call(random, 1, state, Permute(state), i));
        }

        return segment;
    }

    private static ulong[] Permute(ulong[] state)
    {
        ulong[] lanes = [.. state];
        ulong[] next = new ulong[KeccakRound.Lanes];
        ulong[] parities = new ulong[KeccakRound.Side];
        for (int round = 0; round < KeccakRound.Rounds; round++)
        {
            KeccakRound.Parities(lanes, parities);
            KeccakRound.Theta(parities, lanes);
            KeccakRound.RhoPiChi(lanes, next);
            next[0] ^= KeccakRound.Constant(round);
            (lanes, next) = (next, lanes);
        }

        return lanes;
    }

    private static string Limbs(ulong[] words) => string.Join(' ', words.Select(CallSamples.Limbs));

    private static string Opposite(string text) => text.EndsWith("= -1", StringComparison.Ordinal)
        ? text.Replace("= -1", "= 1", StringComparison.Ordinal)
        : text.Replace("= 1", "= -1", StringComparison.Ordinal);
}
