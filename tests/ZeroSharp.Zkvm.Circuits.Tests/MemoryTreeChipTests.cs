using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class MemoryTreeChipTests
{
    [Fact]
    public void Fill_TouchedLeaves_BalancesWithRootsAndAccesses()
    {
        (SegmentRecord segment, _, _) = MemorySamples.Create(new Random(1), 12);
        using Traces traces = new(segment);
        Assert.Empty(TraceChecker.Check(traces.All, Statement(segment)));
    }

    [Fact]
    public void Fill_AnotherLastRoot_DoesNotBalance()
    {
        (SegmentRecord segment, _, _) = MemorySamples.Create(new Random(2), 5);
        using Traces traces = new(segment);
        segment.LastRoot = segment.FirstRoot;
        Assert.NotEmpty(TraceChecker.Check(traces.All, Statement(segment)));
    }

    // The same leaf twice: the second row finds no claim on the Merkle bus.
    [Fact]
    public void Fill_LeafTwice_DoesNotBalance()
    {
        (SegmentRecord segment, _, _) = MemorySamples.Create(new Random(3), 5);
        LeafRecord leaf = segment.Leaves.Span[2];
        segment.Leaves.Add() = leaf;
        using Traces traces = new(segment);
        Assert.Contains(
            TraceChecker.Check(traces.All, Statement(segment)),
            problem => problem.StartsWith($"bus {Buses.Merkle}:", StringComparison.Ordinal));
    }

    // A changed leaf whose nodes in the last tree are missing: "untouched" would hide the change.
    [Fact]
    public void Fill_ChangedLeafHungUpAsUntouched_DoesNotBalance()
    {
        (SegmentRecord segment, _, _) = MemorySamples.Create(new Random(4), 3);
        foreach (ref NodeRecord node in segment.Nodes.Span)
        {
            if (node.InLast && !node.InFirst && node.Level == MemorySamples.LeafLevel - 1)
            {
                node.LeftUntouched = true;
                node.RightUntouched = true;
            }
        }

        using Traces traces = new(segment);
        Assert.Contains(
            TraceChecker.Check(traces.All, Statement(segment)),
            problem => problem.StartsWith($"bus {Buses.Merkle}: message (2,", StringComparison.Ordinal));
    }

    // Words of one leaf cannot be given addresses of another space: the index within it is in range.
    [Theory]
    [InlineData(5u)]
    [InlineData((1u << 27) + 5)]
    public void MemoryLeaf_OtherAddressSpaceForTheSameIndex_IsNoticed(uint index)
    {
        SegmentRecord segment = new();
        DigestWords zero = MemorySamples.Words(MemoryTreeHash.Leaf(0, 0, 0, 0));
        segment.Leaves.Add() = new LeafRecord { Index = index, FirstDigest = zero, LastDigest = zero };
        using ChipTester tester = new(new MemoryLeafChip(), segment);
        const int space = 1;
        const int indexHigh = 3;
        BabyBear isRegister = tester.Trace[0, space];
        BabyBear shift = BabyBear.FromUInt32(1 << 11);
        Assert.True(tester.IsTrue(0));
        tester.Trace[0, indexHigh] += isRegister == BabyBear.One ? shift : -shift;
        tester.Trace[0, space] = BabyBear.One - isRegister;
        Assert.False(tester.IsTrue(0));
    }

    [Fact]
    public void Create_Descriptions_KeepTheLimits()
    {
        AirDescription leaf = AirDescription.Create(new MemoryLeafChip());
        AirDescription node = AirDescription.Create(new MerkleNodeChip());
        Assert.Equal((58, 30), (leaf.Air.Width, leaf.Interactions.Count));
        Assert.Equal((33, 7), (node.Air.Width, node.Interactions.Count));
    }

    // What the verifier adds, and what the accesses of the instructions would do.
    private static List<PublicInteraction> Statement(SegmentRecord segment)
    {
        List<PublicInteraction> statement =
        [
            new(Buses.Merkle, BabyBear.One, RootMessage(0, segment.FirstRoot)),
            new(Buses.Merkle, -BabyBear.One, RootMessage(1, segment.LastRoot)),
        ];
        HashSet<uint> seen = [];
        foreach (LeafRecord leaf in segment.Leaves.Span)
        {
            for (int word = 0; word < LeafWords.Length && seen.Add((4 * leaf.Index) + (uint)word); word++)
            {
                statement.Add(new(Buses.Memory, -BabyBear.One, Access(leaf.Index, word, leaf.First[word], 0)));
                statement.Add(new(
                    Buses.Memory,
                    BabyBear.One,
                    Access(leaf.Index, word, leaf.Last[word], leaf.Timestamps[word])));
            }
        }

        return statement;
    }

    private static BabyBear[] RootMessage(uint label, DigestWords root)
    {
        BabyBear[] message = new BabyBear[3 + DigestWords.Length];
        message[0] = BabyBear.FromUInt32(label);
        for (int i = 0; i < DigestWords.Length; i++)
        {
            message[3 + i] = BabyBear.FromRaw(root[i]);
        }

        return message;
    }

    private static BabyBear[] Access(uint leafIndex, int word, ulong value, uint time)
    {
        uint[] message =
        [
            leafIndex >> 27, ((4 * leafIndex) & 0x1FFF_FFFF) + (uint)word,
            (ushort)value, (ushort)(value >> 16), (ushort)(value >> 32), (ushort)(value >> 48), time,
        ];
        return [.. message.Select(BabyBear.FromUInt32)];
    }

    private sealed class Traces : IDisposable
    {
        public Traces(SegmentRecord segment)
        {
            LookupCounts lookups = new(0, 0);
            foreach (Chip chip in new Chip[]
            {
                new MemoryLeafChip(), new MerkleNodeChip(), new Poseidon2Chip(), new RangeChip(),
            })
            {
                int rows = chip.CountRows(segment);
                TraceMatrix trace = new(chip.Width, chip.Fixed?.LogHeight ?? 10);
                chip.Fill(segment, 0, rows, trace, lookups);
                All.Add((chip, trace));
            }
        }

        public List<(IAir Air, TraceMatrix Trace)> All { get; } = [];

        public void Dispose() => All.ForEach(entry => entry.Trace.Dispose());
    }
}
