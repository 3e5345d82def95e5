using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>Segments whose only content is memory: touched leaves and the nodes above them.</summary>
internal static class MemorySamples
{
    public const int LeafLevel = 28;

    /// <summary>
    /// A segment with random touched leaves, some of them changed, in a tree of which some neighbours
    /// are not zero; and the roots.
    /// </summary>
    public static (SegmentRecord Segment, MemoryDigest First, MemoryDigest Last) Create(
        Random random, int leafCount)
    {
        SegmentRecord segment = new();
        SortedSet<uint> indices = [0, (1u << 28) - 1, 1u << 27];
        while (indices.Count < leafCount)
        {
            // Neighbours are likely, so that nodes have two touched children too.
            uint index = random.Next(2) == 0 ? (uint)random.Next(1 << 28) : indices.Min + (uint)random.Next(64);
            indices.Add(index);
        }

        Dictionary<uint, (MemoryDigest First, MemoryDigest Last)> level = [];
        foreach (uint index in indices)
        {
            ref LeafRecord leaf = ref segment.Leaves.Add();
            leaf = RandomLeaf(random, index);
            level[index] = (
                MemoryTreeHash.Leaf(leaf.First[0], leaf.First[1], leaf.First[2], leaf.First[3]),
                MemoryTreeHash.Leaf(leaf.Last[0], leaf.Last[1], leaf.Last[2], leaf.Last[3]));
            leaf.FirstDigest = Words(level[index].First);
            leaf.LastDigest = Words(level[index].Last);
        }

        for (int height = LeafLevel - 1; height >= 0; height--)
        {
            level = Parents(segment, random, height, level);
        }

        segment.FirstRoot = Words(level[0].First);
        segment.LastRoot = Words(level[0].Last);
        return (segment, level[0].First, level[0].Last);
    }

    public static DigestWords Words(in MemoryDigest digest)
    {
        DigestWords words = default;
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            words[i] = digest[i].Raw;
        }

        return words;
    }

    private static LeafRecord RandomLeaf(Random random, uint index)
    {
        LeafRecord leaf = new() { Index = index };
        bool isChanged = random.Next(2) == 0;
        for (int i = 0; i < LeafWords.Length; i++)
        {
            leaf.First[i] = (ulong)random.NextInt64();
            bool isTouched = i == 0 || random.Next(2) == 0;
            leaf.Last[i] = isTouched && isChanged ? (ulong)random.NextInt64() : leaf.First[i];
            leaf.Timestamps[i] = isTouched ? (uint)random.Next(1, 1 << 26) : 0;
        }

        return leaf;
    }

    private static Dictionary<uint, (MemoryDigest First, MemoryDigest Last)> Parents(
        SegmentRecord segment,
        Random random,
        int height,
        Dictionary<uint, (MemoryDigest First, MemoryDigest Last)> children)
    {
        Dictionary<uint, (MemoryDigest First, MemoryDigest Last)> parents = [];
        foreach (uint index in children.Keys.Select(child => child >> 1).Distinct().ToArray())
        {
            bool hasLeft = children.TryGetValue(index << 1, out var left);
            bool hasRight = children.TryGetValue((index << 1) | 1, out var right);
            MemoryDigest sibling = RandomDigest(random);
            left = hasLeft ? left : (sibling, sibling);
            right = hasRight ? right : (sibling, sibling);
            MemoryDigest first = MemoryTreeHash.Node(left.First, right.First);
            MemoryDigest last = MemoryTreeHash.Node(left.Last, right.Last);
            NodeRecord node = new()
            {
                Level = (byte)height,
                Index = index,
                InFirst = true,
                InLast = first == last,
                LeftUntouched = !hasLeft,
                RightUntouched = !hasRight,
                Left = Words(left.First),
                Right = Words(right.First),
                Digest = Words(first),
            };
            segment.Nodes.Add() = node;
            if (first != last)
            {
                node.InFirst = false;
                node.InLast = true;
                node.Left = Words(left.Last);
                node.Right = Words(right.Last);
                node.Digest = Words(last);
                segment.Nodes.Add() = node;
            }

            parents[index] = (first, last);
        }

        return parents;
    }

    private static MemoryDigest RandomDigest(Random random)
    {
        MemoryDigest digest = default;
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            digest[i] = BabyBear.FromUInt32((uint)random.Next((int)BabyBear.Modulus));
        }

        return digest;
    }
}
