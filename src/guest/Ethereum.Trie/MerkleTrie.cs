using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Trie;

/// <summary>
/// A Merkle Patricia trie of which only a part is known. Nodes come from linked witness records
/// and are checked against their reference when they are first reached.
/// </summary>
/// <remarks>
/// After MissingNode or MalformedNode the trie is not to be used further. Puts before deletes ask
/// for the fewest nodes: a branch then only collapses if it does so in the final trie.
/// </remarks>
public sealed partial class MerkleTrie
{
    private const uint NoHint = 0xFFFF_FFFF;

    private readonly ByteRegion _region;
    private readonly Hash256 _rootHash;
    private readonly uint _rootHint;
    private bool _isRootLoaded;
    private TrieNode? _root;
    private byte[] _key = new byte[64];
    private int _keyLength;
    private TrieStatus _status;

    /// <summary>An empty trie.</summary>
    public MerkleTrie()
    {
        _isRootLoaded = true;
        _rootHash = Hash256.EmptyTrieRoot;
        _rootHint = NoHint;
    }

    /// <summary>A trie with a known root.</summary>
    /// <param name="region">Node records that hints are offsets of.</param>
    /// <param name="rootHash">The root's hash; the empty trie's root needs no record.</param>
    /// <param name="rootHint">Where the root's record is; untrusted.</param>
    public MerkleTrie(ByteRegion region, in Hash256 rootHash, uint rootHint)
    {
        _region = region;
        _rootHash = rootHash;
        _rootHint = rootHint;
        _isRootLoaded = rootHash == Hash256.EmptyTrieRoot;
    }

    /// <summary>The reference that could not be followed, after an error.</summary>
    public Hash256 FaultHash { get; private set; }

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key as it is stored (hashed by the caller for secure tries).</param>
    /// <param name="value">The value, valid until the next change.</param>
    /// <param name="hint">The leaf's own hint (an account's storage root), or no hint.</param>
    public TrieStatus Get(
        ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value, out uint hint)
    {
        value = default;
        hint = NoHint;
        if (!Begin(key))
        {
            return _status;
        }

        TrieNode? node = _root;
        int depth = 0;
        while (node is not null)
        {
            if (node.Kind == NodeKind.Branch)
            {
                if (depth == _keyLength)
                {
                    break;
                }

                node = Child(node, _key[depth++]);
            }
            else
            {
                if (!StartsWith(node.Path, depth))
                {
                    return TrieStatus.NotFound;
                }

                depth += node.Path.Length;
                if (node.Kind == NodeKind.Leaf)
                {
                    break;
                }

                node = Child(node, 0);
            }

            if (_status != TrieStatus.Ok)
            {
                return _status;
            }
        }

        if (node is null || depth != _keyLength)
        {
            return TrieStatus.NotFound;
        }

        value = ValueOf(node);
        if (node.Kind == NodeKind.Leaf && node.HintCount > 0)
        {
            hint = ReadU32(node.HintOffset);
        }

        return value.Length == 0 ? TrieStatus.NotFound : TrieStatus.Ok;
    }

    /// <summary>Sets a value; an empty one deletes the key.</summary>
    public TrieStatus Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.Length == 0)
        {
            return Delete(key);
        }

        if (!Begin(key))
        {
            return _status;
        }

        _root = Insert(_root, 0, value.ToArray());
        return _status;
    }

    /// <summary>Removes a key; Ok also if it is absent.</summary>
    public TrieStatus Delete(ReadOnlySpan<byte> key)
    {
        if (!Begin(key))
        {
            return _status;
        }

        TrieNode? root = Remove(_root, 0);
        if (_status == TrieStatus.NotFound)
        {
            _status = TrieStatus.Ok;
        }
        else if (_status == TrieStatus.Ok)
        {
            _root = root;
        }

        return _status;
    }

    private bool Begin(ReadOnlySpan<byte> key)
    {
        _status = TrieStatus.Ok;
        if (2 * key.Length > _key.Length)
        {
            _key = new byte[2 * key.Length];
        }

        byte[] nibbles = _key;
        for (int i = 0; i < key.Length; i++)
        {
            int b = key[i];
            nibbles[2 * i] = (byte)(b >> 4);
            nibbles[2 * i + 1] = (byte)(b & 15);
        }

        _keyLength = 2 * key.Length;
        if (!_isRootLoaded)
        {
            _root = LoadRecord(_rootHint, _rootHash);
            _isRootLoaded = _status == TrieStatus.Ok;
        }

        return _status == TrieStatus.Ok;
    }

    private bool StartsWith(byte[] path, int depth) =>
        path.Length <= _keyLength - depth
        && path.AsSpan().SequenceEqual(_key.AsSpan(depth, path.Length));

    private int CommonLength(byte[] path, int depth)
    {
        int limit = Math.Min(path.Length, _keyLength - depth);
        int count = 0;
        while (count < limit && path[count] == _key[depth + count])
        {
            count++;
        }

        return count;
    }

    private byte[] KeyPath(int depth) => _key.AsSpan(depth, _keyLength - depth).ToArray();

    private TrieNode? Insert(TrieNode? node, int depth, byte[] value)
    {
        if (node is null)
        {
            return new TrieNode(NodeKind.Leaf)
            {
                Path = KeyPath(depth), Value = value, IsDirty = true,
            };
        }

        if (node.Kind == NodeKind.Branch)
        {
            if (depth == _keyLength)
            {
                node.Value = value;
                node.IsDirty = true;
                return node;
            }

            InsertBelow(node, _key[depth], depth + 1, value);
            return node;
        }

        int common = CommonLength(node.Path, depth);
        if (common < node.Path.Length)
        {
            return Split(node, depth, common, value);
        }

        if (node.Kind == NodeKind.Extension)
        {
            InsertBelow(node, 0, depth + common, value);
            return node;
        }

        if (depth + common < _keyLength)
        {
            return Split(node, depth, common, value);
        }

        node.Value = value;
        node.IsDirty = true;
        return node;
    }

    private void InsertBelow(TrieNode node, int index, int depth, byte[] value)
    {
        TrieNode? child = Child(node, index);
        if (_status == TrieStatus.Ok)
        {
            child = Insert(child, depth, value);
            node.SetChild(index, child);
            node.IsDirty = true;
        }
    }

    // Puts a branch where the key leaves the path of a leaf or an extension.
    private TrieNode? Split(TrieNode node, int depth, int common, byte[] value)
    {
        var branch = new TrieNode(NodeKind.Branch) { IsDirty = true, Value = [] };
        if (common == node.Path.Length)
        {
            branch.Value = ValueOf(node).ToArray();
        }
        else
        {
            TrieNode? rest = Shorten(node, common + 1);
            if (_status != TrieStatus.Ok)
            {
                return node;
            }

            branch.SetChild(node.Path[common], rest);
        }

        depth += common;
        if (depth == _keyLength)
        {
            branch.Value = value;
        }
        else
        {
            branch.SetChild(_key[depth], Insert(null, depth + 1, value));
        }

        // The source's children of a new branch do not exist: all are owned.
        branch.Owned = 0xFFFF;
        return common == 0 ? branch : Extend(node.Path.AsSpan(0, common), branch);
    }

    private static TrieNode Extend(ReadOnlySpan<byte> path, TrieNode child)
    {
        var extension = new TrieNode(NodeKind.Extension)
        {
            Path = path.ToArray(), IsDirty = true,
        };
        extension.SetChild(0, child);
        return extension;
    }

    // The node without the first `count` nibbles of its path.
    private TrieNode? Shorten(TrieNode node, int count)
    {
        byte[] path = node.Path.AsSpan(count).ToArray();
        if (node.Kind == NodeKind.Extension)
        {
            return path.Length == 0 ? Below(node) : WithPath(node, path);
        }

        return LeafOf(path, node);
    }

    // The extension with another path. Its child stays as it is, so that a witness may lack it.
    private static TrieNode WithPath(TrieNode extension, byte[] path)
    {
        var copy = new TrieNode(NodeKind.Extension)
        {
            Path = path,
            IsDirty = true,
            Hash = extension.Hash,
            SourceStart = extension.SourceStart,
            PayloadStart = extension.PayloadStart,
            SourceEnd = extension.SourceEnd,
            ItemOffset = extension.ItemOffset,
            HintOffset = extension.HintOffset,
            HintCount = extension.HintCount,
        };
        if (extension.Owns(0))
        {
            copy.SetChild(0, extension.Children![0]);
        }

        return copy;
    }

    private TrieNode LeafOf(byte[] path, TrieNode source) => new(NodeKind.Leaf)
    {
        Path = path,
        Value = ValueOf(source).ToArray(),
        HintOffset = source.HintOffset,
        HintCount = source.Kind == NodeKind.Leaf ? source.HintCount : 0,
        IsDirty = true,
    };

    // Sets the status to NotFound, and changes nothing, if the key is absent.
    private TrieNode? Remove(TrieNode? node, int depth)
    {
        if (node is null)
        {
            _status = TrieStatus.NotFound;
            return null;
        }

        if (node.Kind == NodeKind.Branch)
        {
            return RemoveFromBranch(node, depth);
        }

        if (!StartsWith(node.Path, depth))
        {
            _status = TrieStatus.NotFound;
            return node;
        }

        depth += node.Path.Length;
        if (node.Kind == NodeKind.Leaf)
        {
            _status = depth == _keyLength ? TrieStatus.Ok : TrieStatus.NotFound;
            return null;
        }

        TrieNode? child = Child(node, 0);
        child = _status == TrieStatus.Ok ? Remove(child, depth) : null;
        return _status != TrieStatus.Ok || child is null ? child : Prepend(node.Path, child);
    }

    private TrieNode? RemoveFromBranch(TrieNode node, int depth)
    {
        if (depth == _keyLength)
        {
            if (ValueOf(node).Length == 0)
            {
                _status = TrieStatus.NotFound;
                return node;
            }

            node.Value = [];
        }
        else
        {
            int index = _key[depth];
            TrieNode? child = Child(node, index);
            if (_status == TrieStatus.Ok)
            {
                child = Remove(child, depth + 1);
            }

            if (_status != TrieStatus.Ok)
            {
                return node;
            }

            node.SetChild(index, child);
        }

        node.IsDirty = true;
        return Collapse(node);
    }

    // A branch with one entry left becomes that entry.
    private TrieNode? Collapse(TrieNode node)
    {
        int last = -1;
        for (int i = 0; i < 16; i++)
        {
            if (HasChild(node, i))
            {
                if (last >= 0)
                {
                    return node;
                }

                last = i;
            }
        }

        bool hasValue = ValueOf(node).Length > 0;
        if (last < 0)
        {
            return hasValue ? LeafOf([], node) : null;
        }

        if (hasValue)
        {
            return node;
        }

        TrieNode? child = Child(node, last);
        return child is null ? node : Prepend([(byte)last], child);
    }

    private TrieNode Prepend(byte[] path, TrieNode child)
    {
        if (child.Kind == NodeKind.Branch)
        {
            return Extend(path, child);
        }

        var joined = new byte[path.Length + child.Path.Length];
        path.AsSpan().CopyTo(joined);
        child.Path.AsSpan().CopyTo(joined.AsSpan(path.Length));
        if (child.Kind == NodeKind.Leaf)
        {
            return LeafOf(joined, child);
        }

        return WithPath(child, joined);
    }
}
