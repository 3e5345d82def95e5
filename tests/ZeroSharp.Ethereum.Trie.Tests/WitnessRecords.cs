using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Trie.Tests;

/// <summary>
/// Lays out trie nodes as linked records (see docs/internals/ethereum-guest.md), children first, in
/// memory that stays in place.
/// </summary>
internal sealed class WitnessRecords
{
    private readonly Dictionary<Hash256, uint> offsets = [];
    private readonly byte[] pinned;

    /// <param name="nodes">Node encodings in which children stand before their parents.</param>
    /// <param name="change">Changes the finished bytes, to make a witness that lies.</param>
    public WitnessRecords(IEnumerable<byte[]> nodes, Action<byte[]>? change = null)
    {
        var bytes = new List<byte>();
        foreach (byte[] node in nodes)
        {
            uint[] hints = HintsOf(node);
            offsets[Keccak256.Hash(node)] = (uint)bytes.Count;
            AddWord(bytes, (uint)node.Length);
            AddWord(bytes, (uint)hints.Length);
            foreach (uint hint in hints)
            {
                AddWord(bytes, hint);
            }
            Pad(bytes);
            bytes.AddRange(node);
            Pad(bytes);
        }
        pinned = GC.AllocateUninitializedArray<byte>(bytes.Count, pinned: true);
        bytes.CopyTo(pinned);
        change?.Invoke(pinned);
    }

    public uint OffsetOf(Hash256 hash) =>
        offsets.TryGetValue(hash, out uint offset) ? offset : 0xFFFF_FFFF;

    /// <summary>A trie over the records; this object must outlive it.</summary>
    public unsafe MerkleTrie Open(Hash256 root)
    {
        fixed (byte* start = pinned)
        {
            return new MerkleTrie(new ByteRegion(start, pinned.Length), root, OffsetOf(root));
        }
    }

    private uint[] HintsOf(byte[] node)
    {
        var hints = new List<uint>();
        NodeRlp.TryRead(node, 0, out NodeItem list);
        int count = NodeRlp.CountItems(node, list.Payload, list.End);
        NodeRlp.TryRead(node, list.Payload, out NodeItem path);
        bool isExtension = count == 2 && (node[path.Payload] & 0x20) == 0;
        int offset = list.Payload;
        for (int i = 0; i < count; i++)
        {
            NodeRlp.TryRead(node, offset, out NodeItem item);
            bool isChild = count == 17 ? i < 16 : i == 1 && isExtension;
            if (isChild && !item.IsList && item.Length == 32)
            {
                hints.Add(OffsetOf(new Hash256(node.AsSpan(item.Payload, 32))));
            }
            offset = item.End;
        }
        return [.. hints];
    }

    private static void AddWord(List<byte> bytes, uint word)
    {
        var encoded = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(encoded, word);
        bytes.AddRange(encoded);
    }

    private static void Pad(List<byte> bytes)
    {
        while ((bytes.Count & 7) != 0)
        {
            bytes.Add(0);
        }
    }
}
