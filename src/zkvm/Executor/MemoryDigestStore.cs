using System.Runtime.InteropServices;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// The memory tree of a run (docs/internals/machine.md): the digests of all nodes that differ from those
/// of zeroed memory. A segment changes the leaves that it touched, and gets the nodes above them.
/// </summary>
public sealed class MemoryDigestStore
{
    /// <summary>The level of the leaves; level 0 is the root.</summary>
    public const int Depth = 28;

    private static readonly MemoryDigest[] Zero = ComputeZeroDigests();

    private readonly Dictionary<uint, MemoryDigest>[] _levels = new Dictionary<uint, MemoryDigest>[Depth + 1];

    /// <summary>The tree of a machine's memory as it is now, registers all zero.</summary>
    /// <param name="words">Every word that is not zero, by rising address.</param>
    public MemoryDigestStore(IEnumerable<ImageWord> words)
        : this()
    {
        List<uint> changed = [];
        LeafWords leaf = default;
        uint index = uint.MaxValue;
        foreach (ImageWord word in words)
        {
            uint leafIndex = word.Address / (8 * LeafWords.Length);
            if (leafIndex != index)
            {
                Flush(index, in leaf, changed);
                leaf = default;
                index = leafIndex;
            }

            leaf[(int)(word.Address >> 3) % LeafWords.Length] = word.Value;
        }

        Flush(index, in leaf, changed);
        Rebuild(changed);
    }

    /// <summary>
    /// The part of the tree that a segment needs, as it is before the segment. What is not in the segment's
    /// input is taken for zero.
    /// </summary>
    public MemoryDigestStore(SegmentInput input)
        : this()
    {
        SegmentLeaf[] leaves = input.Leaves;
        if (leaves.Length == 0)
        {
            _levels[0][0] = input.FirstRoot;
            return;
        }

        MemoryDigest[] digests = new MemoryDigest[leaves.Length];
        Parallel.For(0, leaves.Length, i => digests[i] = Hash(in leaves[i].Words));
        List<uint> touched = new(leaves.Length);
        for (int i = 0; i < leaves.Length; i++)
        {
            _levels[Depth][leaves[i].Index] = digests[i];
            touched.Add(leaves[i].Index);
        }

        AddSiblings(input, touched);
        Rebuild(touched);
    }

    private MemoryDigestStore()
    {
        for (int level = 0; level <= Depth; level++)
        {
            _levels[level] = [];
        }
    }

    /// <summary>The digest of a node at a level whose words are all zero.</summary>
    public static MemoryDigest ZeroDigest(int level) => Zero[level];

    /// <summary>The digest that a record has as words.</summary>
    public static MemoryDigest ToDigest(in DigestWords words)
    {
        MemoryDigest digest = default;
        for (int i = 0; i < DigestWords.Length; i++)
        {
            digest[i] = BabyBear.FromRaw(words[i]);
        }

        return digest;
    }

    /// <summary>The digest of a node.</summary>
    public MemoryDigest Digest(int level, uint index) =>
        _levels[level].TryGetValue(index, out MemoryDigest digest) ? digest : Zero[level];

    /// <summary>The siblings of the path from a node to the root, the node's own level first.</summary>
    public MemoryDigest[] Siblings(int level, uint index)
    {
        MemoryDigest[] siblings = new MemoryDigest[level];
        for (int i = 0; i < level; i++)
        {
            siblings[i] = Digest(level - i, (index >> i) ^ 1);
        }

        return siblings;
    }

    /// <summary>
    /// Computes the digests of a segment's leaves, moves the tree to its end, and writes its nodes and
    /// roots to the segment.
    /// </summary>
    public void Apply(SegmentRecord segment)
    {
        segment.FirstRoot = ToWords(Digest(0, 0));
        int count = segment.Leaves.Count;
        Touched[] touched = new Touched[count];
        Parallel.For(0, count, i =>
        {
            ref LeafRecord leaf = ref segment.Leaves.Span[i];
            touched[i].Index = leaf.Index;
            touched[i].First = Digest(Depth, leaf.Index);
            touched[i].Last = IsUnchanged(in leaf) ? touched[i].First : Hash(in leaf.Last);
            leaf.FirstDigest = ToWords(touched[i].First);
            leaf.LastDigest = ToWords(touched[i].Last);
        });
        Store(Depth, touched);
        for (int level = Depth - 1; level >= 0; level--)
        {
            touched = Climb(level, touched, segment.Nodes);
            Store(level, touched);
        }

        segment.LastRoot = ToWords(Digest(0, 0));
    }

    private static MemoryDigest[] ComputeZeroDigests()
    {
        MemoryDigest[] digests = new MemoryDigest[Depth + 1];
        digests[Depth] = MemoryTreeHash.Leaf(0, 0, 0, 0);
        for (int level = Depth - 1; level >= 0; level--)
        {
            digests[level] = MemoryTreeHash.Node(in digests[level + 1], in digests[level + 1]);
        }

        return digests;
    }

    // The given digests of nodes beside those above the touched leaves, in the order of their mask.
    private void AddSiblings(SegmentInput input, List<uint> touched)
    {
        int bit = 0;
        int given = 0;
        for (int level = Depth; level > 0; level--)
        {
            List<uint> parents = new(touched.Count);
            for (int i = 0; i < touched.Count; i++)
            {
                uint node = touched[i];
                parents.Add(node >> 1);
                if (i + 1 < touched.Count && touched[i + 1] >> 1 == node >> 1)
                {
                    i++;
                    continue;
                }

                if (((input.SiblingMask[bit / 8] >> (bit % 8)) & 1) != 0)
                {
                    _levels[level][node ^ 1] = input.Siblings[given++];
                }

                bit++;
            }

            touched = parents;
        }
    }

    private static bool IsUnchanged(in LeafRecord leaf)
    {
        for (int i = 0; i < LeafWords.Length; i++)
        {
            if (leaf.First[i] != leaf.Last[i])
            {
                return false;
            }
        }

        return true;
    }

    private static MemoryDigest Hash(in LeafWords words) =>
        MemoryTreeHash.Leaf(words[0], words[1], words[2], words[3]);

    private static DigestWords ToWords(in MemoryDigest digest)
    {
        DigestWords words = default;
        for (int i = 0; i < DigestWords.Length; i++)
        {
            words[i] = digest[i].Raw;
        }

        return words;
    }

    // The parents, at this level, of touched nodes; adds their records.
    private Touched[] Climb(int level, Touched[] children, RecordList<NodeRecord> nodes)
    {
        List<int> starts = [];
        for (int i = 0; i < children.Length; i++)
        {
            if (i == 0 || children[i].Index >> 1 != children[i - 1].Index >> 1)
            {
                starts.Add(i);
            }
        }

        Touched[] parents = new Touched[starts.Count];
        NodePair[] pairs = new NodePair[starts.Count];
        Parallel.For(0, starts.Count, i =>
        {
            int start = starts[i];
            int end = i + 1 < starts.Count ? starts[i + 1] : children.Length;
            ref NodePair pair = ref pairs[i];
            uint index = children[start].Index >> 1;
            bool hasLeft = (children[start].Index & 1) == 0;
            bool hasRight = (children[end - 1].Index & 1) == 1;
            pair.LeftUntouched = !hasLeft;
            pair.RightUntouched = !hasRight;
            MemoryDigest leftSibling = hasLeft ? default : Digest(level + 1, index << 1);
            MemoryDigest rightSibling = hasRight ? default : Digest(level + 1, (index << 1) | 1);
            pair.FirstLeft = hasLeft ? children[start].First : leftSibling;
            pair.LastLeft = hasLeft ? children[start].Last : leftSibling;
            pair.FirstRight = hasRight ? children[end - 1].First : rightSibling;
            pair.LastRight = hasRight ? children[end - 1].Last : rightSibling;
            parents[i].Index = index;
            parents[i].First = Digest(level, index);
            parents[i].Last = pair.FirstLeft == pair.LastLeft && pair.FirstRight == pair.LastRight
                ? parents[i].First
                : MemoryTreeHash.Node(in pair.LastLeft, in pair.LastRight);
        });
        for (int i = 0; i < pairs.Length; i++)
        {
            bool isShared = pairs[i].FirstLeft == pairs[i].LastLeft && pairs[i].FirstRight == pairs[i].LastRight;
            AddNode(level, in parents[i], in pairs[i], inFirst: true, isShared, nodes);
            if (!isShared)
            {
                AddNode(level, in parents[i], in pairs[i], inFirst: false, inLast: true, nodes);
            }
        }

        return parents;
    }

    private static void AddNode(
        int level,
        in Touched parent,
        in NodePair pair,
        bool inFirst,
        bool inLast,
        RecordList<NodeRecord> nodes)
    {
        ref NodeRecord node = ref nodes.Add();
        node.Level = (byte)level;
        node.Index = parent.Index;
        node.InFirst = inFirst;
        node.InLast = inLast;
        node.LeftUntouched = pair.LeftUntouched;
        node.RightUntouched = pair.RightUntouched;
        node.Left = ToWords(inFirst ? pair.FirstLeft : pair.LastLeft);
        node.Right = ToWords(inFirst ? pair.FirstRight : pair.LastRight);
        node.Digest = ToWords(inFirst ? parent.First : parent.Last);
    }

    private void Store(int level, Touched[] touched)
    {
        foreach (Touched node in touched)
        {
            if (node.First != node.Last)
            {
                _levels[level][node.Index] = node.Last;
            }
        }
    }

    private void Flush(uint index, in LeafWords leaf, List<uint> changed)
    {
        if (index != uint.MaxValue)
        {
            _levels[Depth][index] = Hash(in leaf);
            changed.Add(index);
        }
    }

    private void Rebuild(List<uint> changed)
    {
        for (int level = Depth - 1; level >= 0; level--)
        {
            List<uint> parents = [];
            foreach (uint child in changed)
            {
                if (parents.Count == 0 || CollectionsMarshal.AsSpan(parents)[^1] != child >> 1)
                {
                    parents.Add(child >> 1);
                }
            }

            MemoryDigest[] digests = new MemoryDigest[parents.Count];
            Parallel.For(0, parents.Count, i =>
            {
                MemoryDigest left = Digest(level + 1, parents[i] << 1);
                MemoryDigest right = Digest(level + 1, (parents[i] << 1) | 1);
                digests[i] = MemoryTreeHash.Node(in left, in right);
            });
            for (int i = 0; i < digests.Length; i++)
            {
                _levels[level][parents[i]] = digests[i];
            }

            changed = parents;
        }
    }

    private struct Touched
    {
        public uint Index;
        public MemoryDigest First;
        public MemoryDigest Last;
    }

    private struct NodePair
    {
        public bool LeftUntouched;
        public bool RightUntouched;
        public MemoryDigest FirstLeft;
        public MemoryDigest FirstRight;
        public MemoryDigest LastLeft;
        public MemoryDigest LastRight;
    }
}
