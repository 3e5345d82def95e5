using System.Numerics;
using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Decodes Erigon's compact witness: a stream of operators for a stack machine that builds the state
/// trie from its leaves up, with storage tries and contract code hanging below the account leaves.
/// </summary>
internal sealed class CompactWitness
{
    private const int HasCode = 1;
    private const int HasStorage = 2;
    private const int HasNonce = 4;
    private const int HasBalance = 8;

    private static readonly byte[] EmptyCodeHash = HashOf([]);

    private readonly Stack<Item> _stack = new();
    private readonly NodeCollector _collector;
    private readonly Action<byte[]> _addCode;

    private CompactWitness(NodeCollector collector, Action<byte[]> addCode)
    {
        _collector = collector;
        _addCode = addCode;
    }

    /// <summary>
    /// Decodes a whole stream into <paramref name="collector"/>; returns the state root that results.
    /// </summary>
    public static byte[] Decode(
        ReadOnlySpan<byte> stream, NodeCollector collector, Action<byte[]> addCode)
    {
        CborReader reader = new(stream);
        byte version = reader.ReadByte();
        if (version > 1)
        {
            throw new WitnessException($"compact witness version {version} is unknown (0 and 1 are)");
        }

        CompactWitness machine = new(collector, addCode);
        while (!reader.IsAtEnd)
        {
            machine.Step(ref reader);
        }

        if (machine._stack.Count != 1)
        {
            throw new WitnessException(
                $"compact witness leaves {machine._stack.Count} tries where one is due");
        }

        return collector.AddTrie(machine.PopNode("the state root"));
    }

    private void Step(ref CborReader reader)
    {
        int at = reader.Offset;
        CompactInstruction instruction = (CompactInstruction)reader.ReadByte();
        switch (instruction)
        {
            case CompactInstruction.Leaf:
                byte[] path = ReadKey(ref reader);
                Push(new PartialTrieNode.Leaf(path, HostRlp.Bytes(reader.ReadByteString())));
                break;
            case CompactInstruction.Extension:
                Push(new PartialTrieNode.Extension(ReadKey(ref reader), PopNode("an extension")));
                break;
            case CompactInstruction.Branch:
                PushBranch(reader.ReadUnsigned());
                break;
            case CompactInstruction.Hash:
                Push(new PartialTrieNode.Hash(reader.Take(32).ToArray()));
                break;
            case CompactInstruction.Code:
                _stack.Push(new Item(null, reader.ReadByteString().ToArray()));
                break;
            case CompactInstruction.AccountLeaf:
                PushAccount(ref reader);
                break;
            case CompactInstruction.EmptyRoot:
                Push(new PartialTrieNode.Empty());
                break;
            case CompactInstruction.NewTrie:
                throw new WitnessException(
                    $"compact witness holds a second trie at byte {at}; one block has one state trie");
            default:
                throw new WitnessException(
                    $"compact witness: unknown operator 0x{(byte)instruction:x2} at byte {at}");
        }
    }

    private void PushBranch(ulong mask)
    {
        if (mask >= 1 << 16)
        {
            throw new WitnessException($"compact witness: branch mask 0x{mask:x} exceeds 16 bits");
        }

        PartialTrieNode[] children = new PartialTrieNode[16];
        for (int nibble = 15; nibble >= 0; nibble--)
        {
            children[nibble] = ((mask >> nibble) & 1) != 0
                ? PopNode("a branch")
                : new PartialTrieNode.Empty();
        }

        Push(new PartialTrieNode.Branch(children, []));
    }

    private void PushAccount(ref CborReader reader)
    {
        byte[] path = ReadKey(ref reader);
        int flags = reader.ReadByte();
        if (flags > (HasCode | HasStorage | HasNonce | HasBalance))
        {
            throw new WitnessException($"compact witness: unknown account flags 0x{flags:x2}");
        }

        BigInteger nonce = (flags & HasNonce) != 0 ? reader.ReadUnsigned() : 0;
        BigInteger balance = (flags & HasBalance) != 0
            ? new BigInteger(reader.ReadByteString(), isUnsigned: true, isBigEndian: true)
            : 0;
        if ((flags & HasCode) != 0)
        {
            // The length of the code follows; the code itself tells it again.
            _ = reader.ReadUnsigned();
        }

        PartialTrieNode storage = (flags & HasStorage) != 0
            ? PopNode("an account's storage")
            : new PartialTrieNode.Empty();
        byte[] codeHash = (flags & HasCode) != 0 ? PopCodeHash() : EmptyCodeHash;
        byte[] account = HostRlp.List(
            HostRlp.Integer(nonce),
            HostRlp.Integer(balance),
            HostRlp.Bytes(_collector.AddTrie(storage)),
            HostRlp.Bytes(codeHash));
        Push(new PartialTrieNode.Leaf(path, account));
    }

    private void Push(PartialTrieNode node) => _stack.Push(new Item(node, null));

    private PartialTrieNode PopNode(string parent) =>
        _stack.TryPop(out Item item) && item.Node is not null
            ? item.Node
            : throw new WitnessException($"compact witness: {parent} has no trie node below it");

    private byte[] PopCodeHash()
    {
        if (_stack.TryPop(out Item item))
        {
            if (item.Node is PartialTrieNode.Hash hash)
            {
                return hash.Digest;
            }

            if (item.Code is not null)
            {
                _addCode(item.Code);
                return HashOf(item.Code);
            }
        }

        throw new WitnessException("compact witness: an account has no code or code hash below it");
    }

    private static byte[] HashOf(byte[] content)
    {
        byte[] digest = new byte[32];
        Keccak256.Hash(content).CopyTo(digest);
        return digest;
    }

    /// <summary>
    /// Reads a nibble path: a flag byte (bit 0: odd length), then two nibbles a byte, the last low
    /// nibble unused when odd. A single byte is a single nibble.
    /// </summary>
    private static byte[] ReadKey(ref CborReader reader)
    {
        ReadOnlySpan<byte> key = reader.ReadByteString();
        if (key.Length == 0 || key.Length > 33 || (key.Length == 1 && key[0] > 15))
        {
            throw new WitnessException($"compact witness: bad key before byte {reader.Offset}");
        }

        if (key.Length == 1)
        {
            return [key[0]];
        }

        int count = ((key.Length - 1) * 2) - (key[0] & 1);
        byte[] path = new byte[count];
        for (int i = 0; i < count; i++)
        {
            int packed = key[1 + (i / 2)];
            path[i] = (byte)((i & 1) == 0 ? packed >> 4 : packed & 15);
        }

        return path;
    }

    private readonly record struct Item(PartialTrieNode? Node, byte[]? Code);
}
