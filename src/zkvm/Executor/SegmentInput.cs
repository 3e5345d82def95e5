using System.Runtime.InteropServices;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>A leaf of the memory tree as it is before a segment.</summary>
public struct SegmentLeaf
{
    /// <summary>Leaf index: address space &lt;&lt; 27 | word address &gt;&gt; 2. Below 2^28.</summary>
    public uint Index;

    /// <summary>The four words.</summary>
    public LeafWords Words;
}

/// <summary>
/// What another machine needs to execute one segment of a run again: where it starts, how long it is, the
/// memory and registers that it touches, and of all other memory the digests that lead to the roots. How it
/// ends is in it too, so that a replay that goes another way is found out.
/// </summary>
public sealed partial class SegmentInput
{
    /// <summary>The pc of the first instruction.</summary>
    public required uint FirstPc { get; init; }

    /// <summary>The pc after the last instruction; for a halt the pc of the halting ecall.</summary>
    public required uint LastPc { get; init; }

    /// <summary>Instructions of the segment, at most <see cref="SegmentLimits.ClockSteps"/>.</summary>
    public required uint Cycles { get; init; }

    /// <summary>True if the segment ends with the halt call.</summary>
    public required bool Halts { get; init; }

    /// <summary>The argument of the halt call; 0 if the segment does not halt.</summary>
    public required uint ExitCode { get; init; }

    /// <summary>The root of the memory tree before the segment.</summary>
    public required MemoryDigest FirstRoot { get; init; }

    /// <summary>The root of the memory tree after the segment.</summary>
    public required MemoryDigest LastRoot { get; init; }

    /// <summary>
    /// The leaves that the segment touches, by rising index. Registers are leaves too; those that are in none
    /// of these are neither read nor written.
    /// </summary>
    public required SegmentLeaf[] Leaves { get; init; }

    /// <summary>
    /// One bit for each node that holds no touched leaf and whose sibling does, from level 28 up and by rising
    /// index, the lowest bit of a byte first: whether its digest is given. If not, its words are all zero.
    /// </summary>
    public required byte[] SiblingMask { get; init; }

    /// <summary>The digests that the mask says are given.</summary>
    public required MemoryDigest[] Siblings { get; init; }

    /// <summary>The input of a segment whose tree is computed.</summary>
    /// <param name="segment">Its record; the steps are not needed.</param>
    public static SegmentInput Of(SegmentRecord segment)
    {
        SegmentLeaf[] leaves = new SegmentLeaf[segment.Leaves.Count];
        for (int i = 0; i < leaves.Length; i++)
        {
            ref LeafRecord leaf = ref segment.Leaves.Span[i];
            leaves[i] = new SegmentLeaf { Index = leaf.Index, Words = leaf.First };
        }

        List<byte> mask = [];
        List<MemoryDigest> siblings = [];
        int count = 0;
        foreach (ref NodeRecord node in segment.Nodes.Span)
        {
            if (!node.InFirst || !(node.LeftUntouched || node.RightUntouched))
            {
                continue;
            }

            if (count % 8 == 0)
            {
                mask.Add(0);
            }

            MemoryDigest digest = MemoryDigestStore.ToDigest(node.LeftUntouched ? node.Left : node.Right);
            if (digest != MemoryDigestStore.ZeroDigest(node.Level + 1))
            {
                CollectionsMarshal.AsSpan(mask)[^1] |= (byte)(1 << (count % 8));
                siblings.Add(digest);
            }

            count++;
        }

        return new SegmentInput
        {
            FirstPc = segment.FirstPc,
            LastPc = segment.LastPc,
            Cycles = (segment.LastTimestamp - 1) / 4,
            Halts = segment.Halts,
            ExitCode = segment.ExitCode,
            FirstRoot = MemoryDigestStore.ToDigest(segment.FirstRoot),
            LastRoot = MemoryDigestStore.ToDigest(segment.LastRoot),
            Leaves = leaves,
            SiblingMask = [.. mask],
            Siblings = [.. siblings],
        };
    }
}
