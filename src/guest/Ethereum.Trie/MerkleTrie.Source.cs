using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Trie;

/// <summary>Reading of witness records.</summary>
public sealed partial class MerkleTrie
{
    private uint ReadU32(int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(_region.Slice(offset, 4));

    private TrieNode? Fault(TrieStatus status, in Hash256 hash)
    {
        _status = status;
        FaultHash = hash;
        return null;
    }

    private TrieNode? LoadRecord(uint hint, in Hash256 hash)
    {
        if ((hint & 7) != 0 || hint >= (uint)_region.Length || _region.Length - hint < 8)
        {
            return Fault(TrieStatus.MissingNode, hash);
        }

        int offset = (int)hint;
        uint length = ReadU32(offset);
        uint hintCount = ReadU32(offset + 4);
        if (hintCount > 16)
        {
            return Fault(TrieStatus.MalformedNode, hash);
        }

        int start = offset + 8 + (int)((4 * hintCount + 7) & ~7u);
        if (start > _region.Length || length > (uint)(_region.Length - start))
        {
            return Fault(TrieStatus.MalformedNode, hash);
        }

        if (Keccak256.Hash(_region.Slice(start, (int)length)) != hash)
        {
            return Fault(TrieStatus.MissingNode, hash);
        }

        if (!NodeRlp.TryRead(_region.All, start, out NodeItem list)
            || !list.IsList || list.End != start + (int)length)
        {
            return Fault(TrieStatus.MalformedNode, hash);
        }

        TrieNode? node = Parse(list, hash);
        if (node is not null)
        {
            node.HasHash = true;
            node.Hash = hash;
            node.HintOffset = offset + 8;
            node.HintCount = (int)hintCount;
        }

        return node;
    }

    private TrieNode? Parse(NodeItem list, in Hash256 owner)
    {
        ReadOnlySpan<byte> data = _region.All;
        int count = NodeRlp.CountItems(data, list.Payload, list.End);
        TrieNode node;
        if (count == 17)
        {
            node = new TrieNode(NodeKind.Branch);
        }
        else
        {
            if (count != 2 || !NodeRlp.TryRead(data, list.Payload, out NodeItem path)
                || path.IsList || path.Length == 0)
            {
                return Fault(TrieStatus.MalformedNode, owner);
            }

            int flags = data[path.Payload] >> 4;
            if (flags > 3)
            {
                return Fault(TrieStatus.MalformedNode, owner);
            }

            node = new TrieNode((flags & 2) != 0 ? NodeKind.Leaf : NodeKind.Extension)
            {
                Path = Unpack(data.Slice(path.Payload, path.Length)),
                ItemOffset = path.End,
            };
        }

        node.SourceStart = list.Start;
        node.PayloadStart = list.Payload;
        node.SourceEnd = list.End;
        return node;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> compact)
    {
        bool isOdd = (compact[0] & 0x10) != 0;
        int length = 2 * (compact.Length - 1);
        int at = 0;
        byte[] path;
        if (isOdd)
        {
            path = new byte[length + 1];
            path[at++] = (byte)(compact[0] & 15);
        }
        else
        {
            path = new byte[length];
        }

        for (int i = 1; i < compact.Length; i++)
        {
            int b = compact[i];
            path[at++] = (byte)(b >> 4);
            path[at++] = (byte)(b & 15);
        }

        return path;
    }

    // The item of a branch's child, and how many hash references stand before it.
    private NodeItem ChildItem(TrieNode node, int index, out int referencesBefore)
    {
        ReadOnlySpan<byte> data = _region.All;
        int offset = node.PayloadStart;
        int references = 0;
        for (int i = 0; i < index; i++)
        {
            int prefix = data[offset];
            if (prefix == 0x80)
            {
                offset++;
            }
            else if (prefix == 0xa0)
            {
                offset += 33;
                references++;
            }
            else
            {
                NodeRlp.TryRead(data, offset, out NodeItem skipped);
                offset = skipped.End;
            }
        }

        referencesBefore = references;
        NodeRlp.TryRead(data, offset, out NodeItem item);
        return item;
    }

    private bool HasChild(TrieNode node, int index)
    {
        if (node.Owns(index))
        {
            return node.Children![index] is not null;
        }

        return node.SourceStart >= 0 && ChildItem(node, index, out _).Length > 0;
    }

    // The child as an object; reads and checks its record on the first visit.
    private TrieNode? Child(TrieNode node, int index)
    {
        if (node.Owns(index))
        {
            TrieNode? owned = node.Children![index];
            return owned is not null && owned.Kind == NodeKind.Unresolved ? Resolve(node, index, owned) : owned;
        }

        if (node.SourceStart < 0)
        {
            return null;
        }

        NodeItem item;
        int references = 0;
        if (node.Kind == NodeKind.Branch)
        {
            item = ChildItem(node, index, out references);
            if (item.Length == 0)
            {
                return null;
            }
        }
        else
        {
            NodeRlp.TryRead(_region.All, node.ItemOffset, out item);
        }

        TrieNode? child;
        if (item.IsList)
        {
            child = Parse(item, node.Hash);
        }
        else if (item.Length == 32)
        {
            var hash = new Hash256(_region.Slice(item.Payload, 32));
            uint hint = references < node.HintCount
                ? ReadU32(node.HintOffset + 4 * references)
                : NoHint;
            child = LoadRecord(hint, hash);
        }
        else
        {
            child = Fault(TrieStatus.MalformedNode, node.Hash);
        }

        if (child is not null)
        {
            node.SetChild(index, child);
        }

        return child;
    }

    private TrieNode? Resolve(TrieNode node, int index, TrieNode reference)
    {
        uint hint = reference.HintCount > 0 ? ReadU32(reference.HintOffset) : NoHint;
        TrieNode? child = LoadRecord(hint, reference.Hash);
        if (child is not null)
        {
            node.SetChild(index, child);
        }

        return child;
    }

    // What stands below an extension, to be put elsewhere: its record is not read for that.
    private TrieNode? Below(TrieNode extension)
    {
        if (extension.Owns(0))
        {
            return extension.Children![0];
        }

        NodeRlp.TryRead(_region.All, extension.ItemOffset, out NodeItem item);
        if (item.IsList || item.Length != 32)
        {
            return Child(extension, 0);
        }

        return new TrieNode(NodeKind.Unresolved)
        {
            HasHash = true,
            Hash = new Hash256(_region.Slice(item.Payload, 32)),
            HintOffset = extension.HintOffset,
            HintCount = extension.HintCount,
        };
    }

    private ReadOnlySpan<byte> ValueOf(TrieNode node)
    {
        if (node.Value is not null)
        {
            return node.Value;
        }

        if (node.SourceStart < 0)
        {
            return default;
        }

        NodeItem item;
        if (node.Kind == NodeKind.Leaf)
        {
            NodeRlp.TryRead(_region.All, node.ItemOffset, out item);
        }
        else
        {
            item = ChildItem(node, 16, out _);
        }

        return _region.Slice(item.Payload, item.Length);
    }
}
