using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Writes trie nodes and codes as Erigon's compact witness, which <see cref="CompactWitness"/> reads. Subtries that
/// are not there become hashes; a code stands at the first account that has it.
/// </summary>
internal sealed class CompactWitnessWriter
{
    private const byte Version = 1;

    /// <summary>In a key's first byte: an odd number of nibbles, and the end of a path.</summary>
    private const int OddFlag = 1;
    private const int LeafFlag = 2;

    private const int HasCode = 1;
    private const int HasStorage = 2;
    private const int HasNonce = 4;
    private const int HasBalance = 8;

    /// <summary>Nibbles of a hashed key: a trie is no deeper.</summary>
    private const int MaxDepth = 64;

    private readonly CborWriter _output = new();
    private readonly Dictionary<Hash256, byte[]> _nodes = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    private CompactWitnessWriter(IEnumerable<byte[]> nodes, IEnumerable<byte[]> codes)
    {
        foreach (byte[] node in nodes)
        {
            _nodes.TryAdd(Keccak256.Hash(node), node);
        }

        foreach (byte[] code in codes)
        {
            _codes.TryAdd(Keccak256.Hash(code), code);
        }
    }

    /// <summary>Writes the tries below a state root.</summary>
    /// <param name="root">The state root.</param>
    /// <param name="nodes">RLP of trie nodes; those that the root does not reach are left out.</param>
    /// <param name="codes">Contract codes.</param>
    /// <param name="unwritten">The codes that no reached account has.</param>
    /// <exception cref="WitnessException">A node is malformed.</exception>
    public static byte[] Write(
        Hash256 root, IEnumerable<byte[]> nodes, IEnumerable<byte[]> codes, out IReadOnlyList<byte[]> unwritten)
    {
        CompactWitnessWriter writer = new(nodes, codes);
        writer._output.WriteByte(Version);
        if (root == Hash256.EmptyTrieRoot)
        {
            writer.Write(CompactInstruction.EmptyRoot);
        }
        else
        {
            writer.WriteSubtrie(root, isState: true, depth: 0);
        }

        unwritten = [.. writer._codes.Values];
        return writer._output.ToArray();
    }

    private void Write(CompactInstruction instruction) => _output.WriteByte((byte)instruction);

    private void WriteSubtrie(Hash256 hash, bool isState, int depth)
    {
        if (depth > MaxDepth || !_nodes.TryGetValue(hash, out byte[]? node))
        {
            Write(CompactInstruction.Hash);
            _output.WriteRaw(hash.AsSpan());
            return;
        }

        if (!NodeRlp.TryRead(node, 0, out NodeItem list))
        {
            throw Malformed();
        }

        WriteNode(node, list, isState, depth);
    }

    private void WriteNode(byte[] node, NodeItem list, bool isState, int depth)
    {
        int count = list.IsList ? NodeRlp.CountItems(node, list.Payload, list.End) : 0;
        if (count == 17)
        {
            ulong mask = 0;
            int offset = list.Payload;
            for (int i = 0; i < 16; i++)
            {
                NodeRlp.TryRead(node, offset, out NodeItem child);
                if (child.Length > 0)
                {
                    mask |= 1UL << i;
                    WriteChild(node, child, isState, depth + 1);
                }

                offset = child.End;
            }

            Write(CompactInstruction.Branch);
            _output.WriteUnsigned(mask);
            return;
        }

        if (count != 2 || !NodeRlp.TryRead(node, list.Payload, out NodeItem item)
            || !NodeRlp.TryRead(node, item.End, out NodeItem value))
        {
            throw Malformed();
        }

        byte[] path = HexPrefix.Decode(node.AsSpan(item.Payload, item.Length), out bool isLeaf);
        if (!isLeaf)
        {
            WriteChild(node, value, isState, depth + path.Length);
            Write(CompactInstruction.Extension);
            WriteKey(path, isLeaf: false);
        }
        else if (isState)
        {
            WriteAccount(path, node, value);
        }
        else
        {
            // The leaf holds the RLP of the slot's value.
            if (!NodeRlp.TryRead(node, value.Payload, out NodeItem slot) || slot.IsList || slot.End != value.End)
            {
                throw Malformed();
            }

            Write(CompactInstruction.Leaf);
            WriteKey(path, isLeaf: true);
            _output.WriteByteString(node.AsSpan(slot.Payload, slot.Length));
        }
    }

    private void WriteChild(byte[] node, NodeItem child, bool isState, int depth)
    {
        if (child.IsList && depth <= MaxDepth)
        {
            WriteNode(node, child, isState, depth);
        }
        else if (!child.IsList && child.Length == 32)
        {
            WriteSubtrie(new Hash256(node.AsSpan(child.Payload, 32)), isState, depth);
        }
        else
        {
            throw Malformed();
        }
    }

    private void WriteAccount(byte[] path, byte[] node, NodeItem value)
    {
        if (!AccountLeaf.TryRead(node, value, out AccountLeaf account) || account.Nonce > ulong.MaxValue)
        {
            throw Malformed();
        }

        int codeLength = WriteCode(account.CodeHash);
        bool hasStorage = account.StorageRoot != Hash256.EmptyTrieRoot;
        if (hasStorage)
        {
            WriteSubtrie(account.StorageRoot, isState: false, depth: 0);
        }

        bool hasCode = account.CodeHash != Hash256.EmptyKeccak;
        Write(CompactInstruction.AccountLeaf);
        WriteKey(path, isLeaf: true);
        _output.WriteByte((byte)(
            (hasCode ? HasCode : 0)
            | (hasStorage ? HasStorage : 0)
            | (account.Nonce.IsZero ? 0 : HasNonce)
            | (account.Balance.IsZero ? 0 : HasBalance)));
        if (!account.Nonce.IsZero)
        {
            _output.WriteUnsigned((ulong)account.Nonce);
        }

        if (!account.Balance.IsZero)
        {
            _output.WriteByteString(account.Balance.ToByteArray(isUnsigned: true, isBigEndian: true));
        }

        if (hasCode)
        {
            _output.WriteUnsigned((ulong)codeLength);
        }
    }

    // Returns the length of the code, or 0 where only its hash is known.
    private int WriteCode(Hash256 hash)
    {
        if (hash == Hash256.EmptyKeccak)
        {
            return 0;
        }

        if (_codes.Remove(hash, out byte[]? code))
        {
            Write(CompactInstruction.Code);
            _output.WriteByteString(code);
            return code.Length;
        }

        Write(CompactInstruction.Hash);
        _output.WriteRaw(hash.AsSpan());
        return 0;
    }

    private void WriteKey(byte[] path, bool isLeaf)
    {
        // A lone nibble stands as it is, without a first byte; nothing stands for no nibbles.
        if (path.Length == 0)
        {
            throw new WitnessException("a trie node with an empty path has no form in a compact witness");
        }

        if (path.Length == 1)
        {
            _output.WriteByteString(path);
            return;
        }

        byte[] key = new byte[1 + ((path.Length + 1) / 2)];
        key[0] = (byte)((path.Length & 1) * OddFlag | (isLeaf ? LeafFlag : 0));
        for (int i = 0; i < path.Length; i++)
        {
            key[1 + (i / 2)] |= (byte)((i & 1) == 0 ? path[i] << 4 : path[i]);
        }

        _output.WriteByteString(key);
    }

    private static WitnessException Malformed() => new("a trie node of the witness is malformed");
}
