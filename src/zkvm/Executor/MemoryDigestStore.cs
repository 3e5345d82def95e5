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

    // A tenth of a millisecond; fewer hashes are not worth another thread.
    private const int HashesPerBatch = 128;

    private static readonly MemoryDigest[] Zero = ComputeZeroDigests();

    private readonly Dictionary<uint, MemoryDigest>[] _levels = new Dictionary<uint, MemoryDigest>[Depth + 1];

    /// <summary>The tree of a machine's memory as it is now, registers all zero.</summary>
    /// <param name="words">Every word that is not zero, by rising address.</param>
    public MemoryDigestStore(IEnumerable<ImageWord> words)
        : this()
    {
        List<uint> indices = [];
        List<ulong> leaves = [];
        foreach (ImageWord word in words)
        {
            uint index = word.Address / (8 * LeafWords.Length);
            if (indices.Count == 0 || indices[^1] != index)
            {
                indices.Add(index);
                CollectionsMarshal.SetCount(leaves, LeafWords.Length * indices.Count);
                CollectionsMarshal.AsSpan(leaves)[^LeafWords.Length..].Clear();
            }

            leaves[(LeafWords.Length * (indices.Count - 1)) + ((int)(word.Address >> 3) % LeafWords.Length)] =
                word.Value;
        }

        Build(indices, leaves);
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

        List<uint> indices = new(leaves.Length);
        List<ulong> words = new(LeafWords.Length * leaves.Length);
        foreach (ref readonly SegmentLeaf leaf in leaves.AsSpan())
        {
            indices.Add(leaf.Index);
            words.AddRange(leaf.Words);
        }

        AddSiblings(input, indices);
        Build(indices, words);
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
        Touched[] touched = Leaves(segment);
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

    // Stores leaves and the nodes above them.
    private void Build(List<uint> indices, List<ulong> words)
    {
        MemoryDigest[] digests = Hash(words.ToArray(), LeafWords.Length, MemoryTreeLanes.Leaves);
        for (int i = 0; i < digests.Length; i++)
        {
            _levels[Depth][indices[i]] = digests[i];
        }

        Rebuild(indices);
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

    private static DigestWords ToWords(in MemoryDigest digest)
    {
        DigestWords words = default;
        for (int i = 0; i < DigestWords.Length; i++)
        {
            words[i] = digest[i].Raw;
        }

        return words;
    }

    // The touched leaves; writes their digests.
    private Touched[] Leaves(SegmentRecord segment)
    {
        Span<LeafRecord> leaves = segment.Leaves.Span;
        Touched[] touched = new Touched[leaves.Length];
        List<int> changed = [];
        List<ulong> words = [];
        for (int i = 0; i < leaves.Length; i++)
        {
            ref LeafRecord leaf = ref leaves[i];
            touched[i].Index = leaf.Index;
            touched[i].First = Digest(Depth, leaf.Index);
            touched[i].Last = touched[i].First;
            if (!IsUnchanged(in leaf))
            {
                changed.Add(i);
                words.AddRange(leaf.Last);
            }
        }

        MemoryDigest[] digests = Hash(words.ToArray(), LeafWords.Length, MemoryTreeLanes.Leaves);
        for (int i = 0; i < digests.Length; i++)
        {
            touched[changed[i]].Last = digests[i];
        }

        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i].FirstDigest = ToWords(touched[i].First);
            leaves[i].LastDigest = ToWords(touched[i].Last);
        }

        return touched;
    }

    // The parents, at this level, of touched nodes; adds their records.
    private Touched[] Climb(int level, Touched[] children, RecordList<NodeRecord> nodes)
    {
        List<Touched> parents = new(children.Length);
        List<NodePair> pairs = new(children.Length);
        List<int> changed = [];
        List<MemoryDigest> changedPairs = [];
        for (int i = 0; i < children.Length; i++)
        {
            uint index = children[i].Index >> 1;
            NodePair pair = Pair(level, index, children.AsSpan(i));
            i += pair.LeftUntouched || pair.RightUntouched ? 0 : 1;
            MemoryDigest digest = Digest(level, index);
            if (!pair.IsUnchanged)
            {
                changed.Add(parents.Count);
                changedPairs.Add(pair.LastLeft);
                changedPairs.Add(pair.LastRight);
            }

            parents.Add(new Touched { Index = index, First = digest, Last = digest });
            pairs.Add(pair);
        }

        Span<Touched> all = CollectionsMarshal.AsSpan(parents);
        MemoryDigest[] digests = Hash(changedPairs.ToArray(), 2, MemoryTreeLanes.Nodes);
        for (int i = 0; i < digests.Length; i++)
        {
            all[changed[i]].Last = digests[i];
        }

        ReadOnlySpan<NodePair> allPairs = CollectionsMarshal.AsSpan(pairs);
        for (int i = 0; i < allPairs.Length; i++)
        {
            ref readonly NodePair pair = ref allPairs[i];
            AddNode(level, in all[i], in pair, inFirst: true, pair.IsUnchanged, nodes);
            if (!pair.IsUnchanged)
            {
                AddNode(level, in all[i], in pair, inFirst: false, inLast: true, nodes);
            }
        }

        return all.ToArray();
    }

    // The children of a node, of which the touched ones, one or both, come first in a list.
    private NodePair Pair(int level, uint index, ReadOnlySpan<Touched> touched)
    {
        bool hasLeft = (touched[0].Index & 1) == 0;
        bool hasBoth = hasLeft && touched.Length > 1 && touched[1].Index == touched[0].Index + 1;
        NodePair pair = new() { LeftUntouched = !hasLeft, RightUntouched = hasLeft && !hasBoth };
        MemoryDigest sibling = hasBoth ? default : Digest(level + 1, (index << 1) | (hasLeft ? 1u : 0));
        pair.FirstLeft = hasLeft ? touched[0].First : sibling;
        pair.LastLeft = hasLeft ? touched[0].Last : sibling;
        ref readonly Touched right = ref touched[hasBoth ? 1 : 0];
        pair.FirstRight = pair.RightUntouched ? sibling : right.First;
        pair.LastRight = pair.RightUntouched ? sibling : right.Last;
        return pair;
    }

    // Many hashes, on all cores if it is worth it.
    private static MemoryDigest[] Hash<T>(T[] inputs, int inputsPerDigest, HashLanes<T> hash)
    {
        MemoryDigest[] digests = new MemoryDigest[inputs.Length / inputsPerDigest];
        int batches = (digests.Length + HashesPerBatch - 1) / HashesPerBatch;
        if (batches <= 1)
        {
            hash(inputs, digests);
            return digests;
        }

        Parallel.For(0, batches, batch =>
        {
            int first = batch * HashesPerBatch;
            int count = Math.Min(HashesPerBatch, digests.Length - first);
            hash(inputs.AsSpan(inputsPerDigest * first, inputsPerDigest * count), digests.AsSpan(first, count));
        });
        return digests;
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

    // The nodes above leaves whose digests are stored.
    private void Rebuild(List<uint> changed)
    {
        for (int level = Depth - 1; level >= 0; level--)
        {
            List<uint> parents = new(changed.Count);
            List<MemoryDigest> children = new(changed.Count);
            foreach (uint child in changed)
            {
                uint parent = child >> 1;
                if (parents.Count == 0 || parents[^1] != parent)
                {
                    parents.Add(parent);
                    children.Add(Digest(level + 1, parent << 1));
                    children.Add(Digest(level + 1, (parent << 1) | 1));
                }
            }

            MemoryDigest[] digests = Hash(children.ToArray(), 2, MemoryTreeLanes.Nodes);
            for (int i = 0; i < digests.Length; i++)
            {
                _levels[level][parents[i]] = digests[i];
            }

            changed = parents;
        }
    }

    private delegate void HashLanes<T>(ReadOnlySpan<T> inputs, Span<MemoryDigest> digests);

    private struct Touched
    {
        public uint Index;
        public MemoryDigest First;
        public MemoryDigest Last;
    }

    private struct NodePair
    {
        public readonly bool IsUnchanged => FirstLeft == LastLeft && FirstRight == LastRight;


        public bool LeftUntouched;
        public bool RightUntouched;
        public MemoryDigest FirstLeft;
        public MemoryDigest FirstRight;
        public MemoryDigest LastLeft;
        public MemoryDigest LastRight;
    }
}
