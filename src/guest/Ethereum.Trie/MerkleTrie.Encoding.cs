using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Trie;

/// <summary>Encoding and hashing of changed nodes.</summary>
public sealed partial class MerkleTrie
{
    // A list prefix has at most 4 bytes: no node reaches 2^24 bytes.
    private const int PrefixRoom = 4;

    private readonly ByteBuffer _buffer = new(1024);
    private readonly byte[] _embedded = new byte[32];

    /// <summary>The root hash; only changed nodes are encoded and hashed.</summary>
    public Hash256 ComputeRoot()
    {
        if (!_isRootLoaded)
        {
            return _rootHash;
        }

        if (_root is null)
        {
            return Hash256.EmptyTrieRoot;
        }

        if (_root.HasHash && !_root.IsDirty)
        {
            return _root.Hash;
        }

        _buffer.Clear();
        int start = Encode(_root);
        _root.Hash = Keccak256.Hash(_buffer.Written[start..]);
        _root.HasHash = true;
        _root.IsDirty = false;
        return _root.Hash;
    }

    // Appends the node's encoding; returns where it begins. The bytes between the buffer's old
    // end and there are the unused part of the room for the prefix.
    private int Encode(TrieNode node)
    {
        if (node.Kind == NodeKind.Branch && node.SourceStart >= 0 && node.Value is null
            && TryPatch(node, out int patched))
        {
            return patched;
        }

        int start = _buffer.Length;
        _buffer.Extend(PrefixRoom);
        if (node.Kind == NodeKind.Branch)
        {
            EncodeBranch(node);
        }
        else
        {
            AppendPath(node.Path, node.Kind == NodeKind.Leaf);
            if (node.Kind == NodeKind.Leaf)
            {
                AppendString(ValueOf(node));
            }
            else if (node.Owns(0))
            {
                AppendReference(node.Children![0]!);
            }
            else
            {
                NodeRlp.TryRead(_region.All, node.ItemOffset, out NodeItem item);
                _buffer.Append(_region.Slice(item.Start, item.End - item.Start));
            }
        }

        int length = _buffer.Length - start - PrefixRoom;
        int prefixLength = length < 56 ? 1 : length < 256 ? 2 : length < 65536 ? 3 : 4;
        int begin = start + PrefixRoom - prefixLength;
        int end = _buffer.Length;
        _buffer.Truncate(begin);
        AppendPrefix(length, 0xc0);
        _buffer.Extend(end - _buffer.Length);
        return begin;
    }

    // Most branches differ from the witness in hashes alone: the record is copied and these are
    // replaced. False, and nothing appended, where an item changes its length.
    private bool TryPatch(TrieNode node, out int begin)
    {
        begin = 0;
        for (int i = 0; i < 16; i++)
        {
            if (node.Owns(i) && (node.Children![i] is not { } child || !TryHash(child)))
            {
                return false;
            }
        }

        // Where source and copy agree modulo 8, words are moved and hashed.
        int start = _buffer.Length;
        begin = (start + 7) & ~7;
        _buffer.Extend(begin - start);
        _buffer.Append(_region.Slice(node.SourceStart, node.SourceEnd - node.SourceStart));
        Span<byte> copy = _buffer.WrittenFrom(begin);
        int offset = node.PayloadStart - node.SourceStart;
        for (int i = 0; i < 16; i++)
        {
            int prefix = copy[offset];
            if (prefix == 0xa0)
            {
                if (node.Owns(i))
                {
                    node.Children![i]!.Hash.CopyTo(copy.Slice(offset + 1, 32));
                }

                offset += 33;
            }
            else if (node.Owns(i))
            {
                _buffer.Truncate(start);
                return false;
            }
            else if (prefix == 0x80)
            {
                offset++;
            }
            else
            {
                NodeRlp.TryRead(copy, offset, out NodeItem item);
                offset = item.End;
            }
        }

        return true;
    }

    // Whether the node's reference is a hash, which then is up to date.
    private bool TryHash(TrieNode node)
    {
        if (node.HasHash && !node.IsDirty)
        {
            return true;
        }

        if (!node.IsDirty)
        {
            return false;
        }

        int start = _buffer.Length;
        int begin = Encode(node);
        ReadOnlySpan<byte> encoded = _buffer.Written[begin..];
        bool isLong = encoded.Length >= 32;
        node.HasHash = isLong;
        if (isLong)
        {
            node.Hash = Keccak256.Hash(encoded);
            node.IsDirty = false;
        }

        _buffer.Truncate(start);
        return isLong;
    }

    private void EncodeBranch(TrieNode node)
    {
        int offset = node.PayloadStart;
        for (int i = 0; i < 16; i++)
        {
            NodeItem item = default;
            if (node.SourceStart >= 0)
            {
                NodeRlp.TryRead(_region.All, offset, out item);
                offset = item.End;
            }

            if (!node.Owns(i))
            {
                if (node.SourceStart >= 0)
                {
                    _buffer.Append(_region.Slice(item.Start, item.End - item.Start));
                }
                else
                {
                    _buffer.Append(0x80);
                }
            }
            else if (node.Children![i] is { } child)
            {
                AppendReference(child);
            }
            else
            {
                _buffer.Append(0x80);
            }
        }

        AppendString(ValueOf(node));
    }

    private void AppendReference(TrieNode node)
    {
        if (!node.IsDirty && node.SourceStart >= 0 && !node.HasHash)
        {
            _buffer.Append(_region.Slice(node.SourceStart, node.SourceEnd - node.SourceStart));
            return;
        }

        if (node.IsDirty || !node.HasHash)
        {
            int start = _buffer.Length;
            int begin = Encode(node);
            ReadOnlySpan<byte> encoded = _buffer.Written[begin..];
            int length = encoded.Length;
            if (length < 32)
            {
                encoded.CopyTo(_embedded);
                _buffer.Truncate(start);
                _buffer.Append(_embedded.AsSpan(0, length));
                node.HasHash = false;
                return;
            }

            node.Hash = Keccak256.Hash(encoded);
            node.HasHash = true;
            node.IsDirty = false;
            _buffer.Truncate(start);
        }

        _buffer.Append(0xa0);
        node.Hash.CopyTo(_buffer.Extend(32));
    }

    private void AppendPath(byte[] path, bool isLeaf)
    {
        int flags = (isLeaf ? 2 : 0) | (path.Length & 1);
        int length = 1 + path.Length / 2;
        if (length > 1)
        {
            _buffer.Append((byte)(0x80 + length));
        }

        int at = path.Length & 1;
        _buffer.Append((byte)((flags << 4) | (at != 0 ? path[0] : 0)));
        Span<byte> target = _buffer.Extend(length - 1);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (byte)((path[at] << 4) | path[at + 1]);
            at += 2;
        }
    }

    private void AppendString(ReadOnlySpan<byte> value)
    {
        if (value.Length != 1 || value[0] >= 0x80)
        {
            AppendPrefix(value.Length, 0x80);
        }

        _buffer.Append(value);
    }

    private void AppendPrefix(int length, int kind)
    {
        if (length < 56)
        {
            _buffer.Append((byte)(kind + length));
            return;
        }

        int byteCount = length < 256 ? 1 : length < 65536 ? 2 : 3;
        _buffer.Append((byte)(kind + 55 + byteCount));
        for (int shift = 8 * (byteCount - 1); shift >= 0; shift -= 8)
        {
            _buffer.Append((byte)(length >> shift));
        }
    }
}
