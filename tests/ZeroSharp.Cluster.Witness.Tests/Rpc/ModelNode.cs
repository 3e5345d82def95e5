using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Stateless.Tests;
using ZeroSharp.Ethereum.Trie;
using ZeroSharp.Testing.Anvil;
using ZeroSharp.TestModels;

namespace ZeroSharp.Cluster.Witness.Tests.Rpc;

/// <summary>
/// A node with the whole states before and after one block of legacy and blob transactions, which it proves any key of;
/// it offers nothing but what every node does.
/// </summary>
internal sealed class ModelNode : IDisposable
{
    public const ulong ChainId = 4711;

    /// <summary>The block that the node has; the ones before have headers only.</summary>
    public const ulong Number = 3;

    private readonly List<BlockHeader> _headers = [];
    private readonly BlockDraft _draft;
    private readonly Dictionary<Hash256, byte[]> _nodes = [];
    private readonly Dictionary<string, byte[]> _codes = [];

    public ModelNode(
        Fork fork, IReadOnlyList<byte[]> transactions, IReadOnlyList<(byte[] Address, TestAccount Account)> accounts)
    {
        _draft = TestBlock.With(transactions, [.. accounts]);
        _draft.Fork = fork;
        _draft.Input.ChainId = ChainId;
        _draft.Header.Number = Number;
        _draft.Header.LogsBloom = new byte[BlockHeader.BloomLength];
        foreach (byte[] raw in transactions)
        {
            _draft.Header.BlobGasUsed += Decode(raw).BlobGas;
        }

        AddAncestors(fork);
        _draft.Complete();
        _headers.Add(_draft.Header);
        _draft.Input.AncestorHeaders.Clear();
        foreach ((byte[] address, TestAccount account) in accounts)
        {
            _codes[Hex(address)] = account.Code ?? [];
        }

        _draft.Input.Nodes.ForEach(Keep);
        KeepStateAfter(accounts);
        Server = new ScriptedNode((method, parameters) => Task.FromResult(Distort(Answer(method, parameters))));
    }

    public ScriptedNode Server { get; }

    /// <summary>Whether the state after the block is there.</summary>
    public bool HasStateAfter { get; set; } = true;

    /// <summary>What becomes of each answer before it is sent.</summary>
    public Func<NodeAnswer, NodeAnswer> Distort { get; set; } = answer => answer;

    public void Dispose() => Server.Dispose();

    // Each with half of the gas used, which leaves the base fee as it is.
    private void AddAncestors(Fork fork)
    {
        Hash256 parent = default;
        for (ulong number = 0; number < Number; number++)
        {
            BlockHeader header = new()
            {
                ParentHash = parent,
                StateRoot = new Hash256(_draft.Input.PreStateRoot),
                Number = number,
                Timestamp = _draft.Header.Timestamp - (12 * (Number - number)),
                GasLimit = _draft.Header.GasLimit,
                GasUsed = _draft.Header.GasLimit / 2,
                BaseFee = _draft.Header.BaseFee,
                LogsBloom = new byte[BlockHeader.BloomLength],
                FieldCount = BlockHeader.FieldsOf(fork),
            };
            parent = BlockHeader.HashOf(header.Encode());
            _headers.Add(header);
        }

        _draft.Input.Ancestors.Clear();
        _draft.Input.Ancestors.AddRange(
            _headers.AsEnumerable().Reverse().Select(header => BlockHeader.HashOf(header.Encode()).AsSpan().ToArray()));
    }

    private void KeepStateAfter(IReadOnlyList<(byte[] Address, TestAccount Account)> before)
    {
        BlockResult result = _draft.RunAsIs();
        Assert.Equal(BlockStatus.Ok, result.Status);
        WorldState world = result.World!;
        Dictionary<string, (byte[] Address, TestAccount Account)> all =
            before.ToDictionary(entry => Hex(entry.Address));
        all.TryAdd(Hex(TestBlock.SenderAddress), (TestBlock.SenderAddress, new TestAccount(TestBlock.Ether)));
        for (int i = 0; i < world.AccountCount; i++)
        {
            Account account = world.AccountAt(i);
            byte[] address = TestBlock.Bytes(account.Address);
            all.TryGetValue(Hex(address), out (byte[] Address, TestAccount Account) old);
            if (!account.Exists)
            {
                all.Remove(Hex(address));
                continue;
            }

            Dictionary<BigInteger, BigInteger> slots =
                (old.Account?.Storage ?? []).ToDictionary(slot => slot.Slot, slot => slot.Value);
            for (int j = 0; j < (account.Storage?.Count ?? 0); j++)
            {
                UInt256 key = account.Storage!.KeyAt(j);
                UInt256 value = account.Storage.ValueAt(j).Current;
                slots[WordGen.Big(in key)] = WordGen.Big(in value);
            }

            UInt256 balance = account.Balance;
            all[Hex(address)] = (address, new TestAccount(
                WordGen.Big(in balance),
                account.Nonce,
                old.Account?.Code,
                [.. slots.Where(slot => !slot.Value.IsZero).Select(slot => (slot.Key, slot.Value))]));
        }

        BlockDraft after = TestBlock.With([], [.. all.Values]);
        Assert.Equal(result.Statement.PostStateRoot, new Hash256(after.Input.PreStateRoot));
        after.Input.Nodes.ForEach(Keep);
    }

    private void Keep(byte[] node) => _nodes.TryAdd(Keccak256.Hash(node), node);

    private NodeAnswer Answer(string method, JsonArray parameters) => method switch
    {
        "eth_chainId" => new NodeAnswer(Hex(ChainId)),
        "eth_getBlockByNumber" or "eth_getBlockByHash" =>
            new NodeAnswer(FindHeader((string)parameters[0]!) is { } header ? ToJson(header) : null),
        "eth_getCode" => new NodeAnswer(Hex(_codes.GetValueOrDefault((string)parameters[0]!, []))),
        "eth_getProof" => Prove(parameters),
        _ => NodeAnswer.NoMethod,
    };

    private BlockHeader? FindHeader(string id) => _headers.FirstOrDefault(
        header => Hex(header.Number) == id || Hex(BlockHeader.HashOf(header.Encode()).AsSpan()) == id);

    private NodeAnswer Prove(JsonArray parameters)
    {
        BlockHeader header = FindHeader((string)parameters[2]!["blockHash"]!)!;
        if (header.Number == Number && !HasStateAfter)
        {
            return new NodeAnswer(null, -32000, "missing trie node");
        }

        byte[] address = Convert.FromHexString(((string)parameters[0]!)[2..]);
        List<byte[]> account = Walk(header.StateRoot, TestBlock.Hash(address), out byte[]? leaf);
        Hash256 storage = Hash256.EmptyTrieRoot;
        Hash256 code = Hash256.EmptyKeccak;
        if (leaf is not null)
        {
            RlpReader whole = new(leaf);
            Assert.Equal(RlpStatus.Ok, whole.ReadList(out RlpReader fields));
            fields.ReadUInt64(out _);
            fields.ReadUInt256(out _);
            fields.ReadHash(out storage);
            fields.ReadHash(out code);
        }

        JsonArray slots = [];
        foreach (JsonNode? key in (JsonArray)parameters[1]!)
        {
            byte[] slot = Convert.FromHexString(((string)key!)[2..]);
            slots.Add((JsonNode)new JsonObject
            {
                ["key"] = (string)key!,
                ["proof"] = ToJson(storage == Hash256.EmptyTrieRoot ? [] : Walk(storage, TestBlock.Hash(slot), out _)),
            });
        }

        return new NodeAnswer(new JsonObject
        {
            ["accountProof"] = ToJson(account),
            ["codeHash"] = Hex(code.AsSpan()),
            ["storageProof"] = slots,
        });
    }

    // The nodes of hash references on the way to a key, and the value of the leaf if it is the key's.
    private List<byte[]> Walk(Hash256 root, byte[] key, out byte[]? value)
    {
        List<byte[]> proof = [];
        value = null;
        byte[] node = _nodes[root];
        proof.Add(node);
        NodeRlp.TryRead(node, 0, out NodeItem list);
        int depth = 0;
        while (true)
        {
            NodeItem next;
            if (NodeRlp.CountItems(node, list.Payload, list.End) == 17)
            {
                int offset = list.Payload;
                NodeRlp.TryRead(node, offset, out next);
                for (int i = Nibble(key, depth++); i > 0; i--)
                {
                    offset = next.End;
                    NodeRlp.TryRead(node, offset, out next);
                }
            }
            else
            {
                NodeRlp.TryRead(node, list.Payload, out NodeItem path);
                NodeRlp.TryRead(node, path.End, out next);
                int first = node[path.Payload];
                int skip = (first & 0x10) != 0 ? 1 : 2;
                for (int i = skip; i < 2 * path.Length; i++)
                {
                    if (Nibble(node.AsSpan(path.Payload, path.Length), i) != Nibble(key, depth++))
                    {
                        return proof;
                    }
                }

                if ((first & 0x20) != 0)
                {
                    value = node[next.Payload..next.End];
                    return proof;
                }
            }

            if (next.IsList)
            {
                list = next;
            }
            else if (next.Length == 32)
            {
                node = _nodes[new Hash256(node.AsSpan(next.Payload, 32))];
                proof.Add(node);
                NodeRlp.TryRead(node, 0, out list);
            }
            else
            {
                return proof;
            }
        }
    }

    private static int Nibble(ReadOnlySpan<byte> bytes, int index) =>
        (index & 1) == 0 ? bytes[index / 2] >> 4 : bytes[index / 2] & 15;

    private JsonObject ToJson(BlockHeader header)
    {
        JsonObject json = new()
        {
            ["hash"] = Hex(BlockHeader.HashOf(header.Encode()).AsSpan()),
            ["parentHash"] = Hex(header.ParentHash.AsSpan()),
            ["sha3Uncles"] = Hex(header.OmmersHash.AsSpan()),
            ["miner"] = Hex(TestBlock.Bytes(header.Beneficiary)),
            ["stateRoot"] = Hex(header.StateRoot.AsSpan()),
            ["transactionsRoot"] = Hex(header.TransactionsRoot.AsSpan()),
            ["receiptsRoot"] = Hex(header.ReceiptsRoot.AsSpan()),
            ["logsBloom"] = Hex(header.LogsBloom),
            ["difficulty"] = "0x0",
            ["number"] = Hex(header.Number),
            ["gasLimit"] = Hex(header.GasLimit),
            ["gasUsed"] = Hex(header.GasUsed),
            ["timestamp"] = Hex(header.Timestamp),
            ["extraData"] = "0x",
            ["mixHash"] = Hex(header.MixHash.AsSpan()),
            ["nonce"] = "0x0000000000000000",
            ["baseFeePerGas"] = Hex(header.BaseFee.U0),
            ["withdrawalsRoot"] = Hex(header.WithdrawalsRoot.AsSpan()),
            ["withdrawals"] = new JsonArray(),
            ["uncles"] = new JsonArray(),
            ["transactions"] = new JsonArray(
                [.. (header.Number == Number ? _draft.Transactions : []).Select(ToJson)]),
        };
        if (header.FieldCount >= 20)
        {
            json["blobGasUsed"] = Hex(header.BlobGasUsed);
            json["excessBlobGas"] = Hex(header.ExcessBlobGas);
            json["parentBeaconBlockRoot"] = Hex(header.ParentBeaconBlockRoot.AsSpan());
        }

        return json;
    }

    private static JsonNode ToJson(byte[] raw)
    {
        Transaction transaction = Decode(raw);
        JsonObject json = new()
        {
            ["hash"] = Hex(TestBlock.Hash(raw)),
            ["type"] = Hex((ulong)transaction.Type),
            ["nonce"] = Hex(transaction.Nonce),
            ["gas"] = Hex(transaction.GasLimit),
            ["to"] = Hex(TestBlock.Bytes(transaction.To)),
            ["value"] = Hex(transaction.Value.U0),
            ["input"] = Hex(transaction.Data),
            ["r"] = "0x" + WordGen.Big(in transaction.R).ToString("x", CultureInfo.InvariantCulture),
            ["s"] = "0x" + WordGen.Big(in transaction.S).ToString("x", CultureInfo.InvariantCulture),
        };
        if (transaction.Type == Transaction.Legacy)
        {
            json["gasPrice"] = Hex(transaction.MaxFee.U0);
            json["v"] = Hex((2 * ChainId) + 35 + (ulong)transaction.Parity);
            return json;
        }

        Assert.Equal(Transaction.Blob, transaction.Type);
        json["chainId"] = Hex(transaction.ChainId);
        json["maxPriorityFeePerGas"] = Hex(transaction.MaxPriorityFee.U0);
        json["maxFeePerGas"] = Hex(transaction.MaxFee.U0);
        json["accessList"] = new JsonArray();
        json["maxFeePerBlobGas"] = Hex(transaction.MaxBlobFee.U0);
        json["blobVersionedHashes"] =
            new JsonArray([.. transaction.BlobHashes.Select(hash => (JsonNode)Hex(hash.AsSpan()))]);
        json["yParity"] = Hex((ulong)transaction.Parity);
        return json;
    }

    private static Transaction Decode(byte[] raw)
    {
        Assert.Equal(TransactionStatus.Ok, TransactionDecoder.Decode(raw, out Transaction transaction));
        return transaction;
    }

    private static JsonArray ToJson(IEnumerable<byte[]> items) =>
        new([.. items.Select(item => (JsonNode)Hex(item))]);

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static string Hex(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);
}
