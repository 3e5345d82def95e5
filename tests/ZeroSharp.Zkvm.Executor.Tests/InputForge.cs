using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

/// <summary>Inputs of segments that are well formed and have the root they say, but are wrong.</summary>
internal static class InputForge
{
    /// <summary>One leaf is given by its digest only.</summary>
    public static SegmentInput WithoutLeaf(SegmentInput input, int at)
    {
        SegmentLeaf[] leaves = [.. input.Leaves[..at], .. input.Leaves[(at + 1)..]];
        return WithLeaves(input, leaves, new MemoryDigestStore(input));
    }

    /// <summary>One leaf of zeros more, in a part of memory that is zero.</summary>
    public static SegmentInput WithLeaf(SegmentInput input, SegmentLeaf leaf)
    {
        SegmentLeaf[] leaves = [.. input.Leaves.Append(leaf).OrderBy(item => item.Index)];
        return WithLeaves(input, leaves, new MemoryDigestStore(input));
    }

    /// <summary>A bit of one word is another.</summary>
    public static SegmentInput WithOtherWord(SegmentInput input, Random random)
    {
        SegmentLeaf[] leaves = [.. input.Leaves];
        leaves[random.Next(leaves.Length)].Words[random.Next(LeafWords.Length)] ^= 1UL << random.Next(64);
        SegmentInput forged = Copy(input, leaves, input.SiblingMask, input.Siblings, input.FirstRoot);
        MemoryDigest root = new MemoryDigestStore(forged).Digest(0, 0);
        return Copy(input, leaves, input.SiblingMask, input.Siblings, root);
    }

    /// <summary>So many leaves of zeros instead of those that there are.</summary>
    public static SegmentInput WithManyLeaves(SegmentInput input, int count)
    {
        SegmentLeaf[] leaves = new SegmentLeaf[count];
        for (int i = 0; i < count; i++)
        {
            leaves[i].Index = (uint)i;
        }

        return Copy(input, leaves, [], [], input.FirstRoot);
    }

    private static SegmentInput WithLeaves(SegmentInput input, SegmentLeaf[] leaves, MemoryDigestStore tree)
    {
        List<bool> mask = [];
        List<MemoryDigest> siblings = [];
        HashSet<uint> nodes = [.. leaves.Select(leaf => leaf.Index)];
        for (int level = MemoryDigestStore.Depth; level > 0; level--)
        {
            foreach (uint node in nodes.Order().Where(node => !nodes.Contains(node ^ 1)))
            {
                MemoryDigest digest = tree.Digest(level, node ^ 1);
                mask.Add(digest != MemoryDigestStore.ZeroDigest(level));
                if (mask[^1])
                {
                    siblings.Add(digest);
                }
            }

            nodes = [.. nodes.Select(node => node >> 1)];
        }

        byte[] bits = new byte[(mask.Count + 7) / 8];
        for (int i = 0; i < mask.Count; i++)
        {
            bits[i / 8] |= (byte)((mask[i] ? 1 : 0) << (i % 8));
        }

        return Copy(input, leaves, bits, [.. siblings], input.FirstRoot);
    }

    private static SegmentInput Copy(
        SegmentInput input, SegmentLeaf[] leaves, byte[] mask, MemoryDigest[] siblings, MemoryDigest firstRoot) =>
        new()
        {
            FirstPc = input.FirstPc,
            LastPc = input.LastPc,
            Cycles = input.Cycles,
            Halts = input.Halts,
            ExitCode = input.ExitCode,
            FirstRoot = firstRoot,
            LastRoot = input.LastRoot,
            Leaves = leaves,
            SiblingMask = mask,
            Siblings = siblings,
        };
}
