// Makes the inputs in samples/ from a devnet of our own: Foundry's anvil, with the Cancun rules.
// Usage: dotnet run eng/make-samples.cs -- ANVIL_BINARY OUTPUT_FOLDER
// Keys and balances are anvil's published development accounts; nothing in a sample is secret.
#:project ../src/guest/Ethereum.Core/ZeroSharp.Ethereum.Core.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=false

using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run eng/make-samples.cs -- ANVIL_BINARY OUTPUT_FOLDER");
    return 64;
}

const int Port = 18547;
using Process anvil = Process.Start(new ProcessStartInfo(
    args[0],
    $"--hardfork cancun --port {Port} --timestamp 1714500000 --no-mining --silent"
    + " --disable-default-create2-deployer --chain-id 31337"))!;
try
{
    Node node = new($"http://127.0.0.1:{Port}");
    await node.WaitAsync();
    await new Samples(node, args[1]).MakeAsync();
    return 0;
}
finally
{
    anvil.Kill();
}

/// <summary>JSON-RPC over HTTP.</summary>
sealed class Node(string url)
{
    private readonly HttpClient _http = new();

    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] parameters)
    {
        JsonObject body = new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray([.. parameters.Select(p => p?.DeepClone())]),
        };
        using HttpResponseMessage reply = await _http.PostAsync(
            url, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        JsonNode answer = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
        return answer["error"] is null
            ? answer["result"]
            : throw new InvalidOperationException($"{method}: {answer["error"]!.ToJsonString()}");
    }

    public async Task WaitAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await CallAsync("eth_chainId");
                return;
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }
}

/// <summary>The chain that the samples are blocks of.</summary>
sealed class Samples(Node node, string folder)
{
    // Runtime: slot = calldata[0]; storage[slot] += calldata[32]; log1(data: new value, topic: slot).
    //   PUSH1 0 CALLDATALOAD DUP1 SLOAD PUSH1 32 CALLDATALOAD ADD DUP1 DUP3 SSTORE
    //   PUSH1 0 MSTORE PUSH1 32 PUSH1 0 LOG1 STOP
    private const string Counter = "60003580546020350180825560005260206000a100";

    // Runtime: n = calldata[0]; memory[0] = keccak256(memory[0..32]) n times; storage[caller] = memory[0].
    //   PUSH1 0 CALLDATALOAD JUMPDEST(3) DUP1 ISZERO PUSH1 22 JUMPI PUSH1 32 PUSH1 0 KECCAK256
    //   PUSH1 0 MSTORE PUSH1 1 SWAP1 SUB PUSH1 3 JUMP JUMPDEST(22) PUSH1 0 MLOAD CALLER SSTORE STOP
    private const string Hasher = "6000355b80156016576020600020600052600190036003565b60005133550000";

    private readonly List<string> _accounts = [];
    private readonly Dictionary<string, HashSet<string>> _slots = [];

    public async Task MakeAsync()
    {
        foreach (JsonNode? account in (await node.CallAsync("eth_accounts"))!.AsArray())
        {
            Touch(account!.GetValue<string>());
        }

        string from = _accounts[0];
        Touch("0x0000000000000000000000000000000000000000");
        Touch("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
        await SendAsync(from, null, 0, Deployment(Counter));
        await SendAsync(from, null, 0, Deployment(Hasher));
        JsonNode deployed = await MineAsync();
        string[] contracts = await ContractsOf(deployed);

        for (int i = 1; i <= 3; i++)
        {
            await SendAsync(_accounts[i], _accounts[i + 1], 1000 + i, "0x");
        }

        await CountAsync(_accounts[5], contracts[0], slot: 7, amount: 35);
        await SaveAsync("small");

        for (int i = 0; i < 150; i++)
        {
            string sender = _accounts[i % 10];
            switch (i % 3)
            {
                case 0:
                    await SendAsync(sender, _accounts[(i + 3) % 10], 1_000_000 + i, "0x");
                    break;
                case 1:
                    await CountAsync(sender, contracts[0], slot: 7 + (i % 40), amount: i);
                    break;
                default:
                    Slot(contracts[1], Word(Number(sender)));
                    await SendAsync(sender, contracts[1], 0, "0x" + Hex(Word(200)));
                    break;
            }
        }

        await SendAsync(from, null, 0, Deployment(Counter));
        await SaveAsync("large");
    }

    private async Task SaveAsync(string name)
    {
        JsonNode block = await MineAsync();
        foreach (string created in await ContractsOf(block))
        {
            Touch(created);
        }

        string path = Path.Combine(folder, name + ".json");
        JsonArray document = new(await InputAsync(block));
        await File.WriteAllTextAsync(path, document.ToJsonString() + "\n");
        string header = Path.Combine(folder, name + "_header.json");
        await File.WriteAllTextAsync(header, new JsonArray(block.DeepClone()).ToJsonString() + "\n");
        Console.Error.WriteLine(
            $"{path}: block {block["number"]}, {block["transactions"]!.AsArray().Count} transactions, "
            + $"{Number(block["gasUsed"]!.GetValue<string>())} gas");
    }

    private async Task<JsonObject> InputAsync(JsonNode block)
    {
        ulong number = (ulong)Number(block["number"]!.GetValue<string>());
        JsonNode parent = (await node.CallAsync("eth_getBlockByNumber", Quantity(number - 1), false))!;
        CompactWriter witness = new();
        foreach (string address in _accounts)
        {
            JsonArray slots = [.. _slots[address].Select(slot => (JsonNode)slot)];
            JsonNode proof = (await node.CallAsync("eth_getProof", address, slots, Quantity(number - 1)))!;
            witness.AddNodes(proof["accountProof"]!.AsArray());
            foreach (JsonNode? slot in proof["storageProof"]!.AsArray())
            {
                witness.AddNodes(slot!["proof"]!.AsArray());
            }

            string code = (await node.CallAsync("eth_getCode", address, Quantity(number - 1)))!
                .GetValue<string>();
            witness.AddCode(proof["codeHash"]!.GetValue<string>(), Bytes(code));
        }

        JsonArray transactions = [];
        BigInteger before = 0;
        foreach (JsonNode? transaction in block["transactions"]!.AsArray())
        {
            string hash = transaction!["hash"]!.GetValue<string>();
            JsonNode receipt = (await node.CallAsync("eth_getTransactionReceipt", hash))!;
            BigInteger cumulative = Number(receipt["cumulativeGasUsed"]!.GetValue<string>());
            transactions.Add(new JsonObject
            {
                ["traces"] = new JsonObject(),
                ["meta"] = new JsonObject
                {
                    ["byte_code"] = (await node.CallAsync("eth_getRawTransactionByHash", hash))!.DeepClone(),
                    ["new_receipt_trie_node_byte"] = "0x" + Hex(EncodeReceipt(receipt, cumulative)),
                    ["gas_used"] = (ulong)(cumulative - before),
                },
            });
            before = cumulative;
        }

        JsonArray hashes = [];
        for (long ancestor = (long)number - 256; ancestor < (long)number; ancestor++)
        {
            hashes.Add(ancestor < 0
                ? "0x" + new string('0', 64)
                : (await node.CallAsync("eth_getBlockByNumber", Quantity((ulong)ancestor), false))!["hash"]!
                    .GetValue<string>());
        }

        string bloom = block["logsBloom"]!.GetValue<string>()[2..];
        return new JsonObject
        {
            ["block_trace"] = new JsonObject
            {
                ["trie_pre_images"] = new JsonObject
                {
                    ["combined"] = new JsonObject
                    {
                        ["compact"] = "0x" + Hex(witness.Write(parent["stateRoot"]!.GetValue<string>())),
                    },
                },
                ["code_db"] = new JsonArray(),
                ["txn_info"] = transactions,
            },
            ["other_data"] = new JsonObject
            {
                ["b_data"] = new JsonObject
                {
                    ["b_meta"] = new JsonObject
                    {
                        ["block_beneficiary"] = block["miner"]!.DeepClone(),
                        ["block_timestamp"] = block["timestamp"]!.DeepClone(),
                        ["block_number"] = block["number"]!.DeepClone(),
                        ["block_difficulty"] = "0x0",
                        ["block_random"] = block["mixHash"]!.DeepClone(),
                        ["block_gaslimit"] = block["gasLimit"]!.DeepClone(),
                        ["block_chain_id"] = (await node.CallAsync("eth_chainId"))!.DeepClone(),
                        ["block_base_fee"] = block["baseFeePerGas"]!.DeepClone(),
                        ["block_gas_used"] = block["gasUsed"]!.DeepClone(),
                        ["block_blob_gas_used"] = block["blobGasUsed"]!.DeepClone(),
                        ["block_excess_blob_gas"] = block["excessBlobGas"]!.DeepClone(),
                        ["parent_beacon_block_root"] = block["parentBeaconBlockRoot"]!.DeepClone(),
                        ["block_bloom"] = new JsonArray(
                            [.. Enumerable.Range(0, 8).Select(i => (JsonNode)Trim(bloom.Substring(64 * i, 64)))]),
                    },
                    ["b_hashes"] = new JsonObject
                    {
                        ["prev_hashes"] = hashes,
                        ["cur_hash"] = block["hash"]!.DeepClone(),
                    },
                    ["withdrawals"] = new JsonArray(),
                },
                ["checkpoint_state_trie_root"] = parent["stateRoot"]!.DeepClone(),
                ["checkpoint_consolidated_hash"] = new JsonArray(0, 0, 0, 0),
            },
        };
    }

    private async Task CountAsync(string from, string contract, int slot, int amount)
    {
        Slot(contract, Word(slot));
        await SendAsync(from, contract, 0, "0x" + Hex(Word(slot)) + Hex(Word(amount)));
    }

    private async Task SendAsync(string from, string? to, BigInteger value, string data)
    {
        JsonObject transaction = new()
        {
            ["from"] = from,
            ["value"] = "0x" + value.ToString("x", CultureInfo.InvariantCulture),
            ["data"] = data,
            ["gas"] = "0x30d40",
        };
        if (to is not null)
        {
            transaction["to"] = to;
        }

        await node.CallAsync("eth_sendTransaction", transaction);
    }

    private async Task<JsonNode> MineAsync()
    {
        await node.CallAsync("evm_mine");
        return (await node.CallAsync("eth_getBlockByNumber", "latest", true))!;
    }

    private async Task<string[]> ContractsOf(JsonNode block)
    {
        List<string> contracts = [];
        foreach (JsonNode? transaction in block["transactions"]!.AsArray())
        {
            JsonNode receipt = (await node.CallAsync(
                "eth_getTransactionReceipt", transaction!["hash"]!.GetValue<string>()))!;
            if (receipt["contractAddress"]?.GetValue<string>() is string address)
            {
                Touch(address);
                contracts.Add(address);
            }
        }

        return [.. contracts];
    }

    private void Touch(string address)
    {
        if (_slots.TryAdd(address, []))
        {
            _accounts.Add(address);
        }
    }

    private void Slot(string address, byte[] slot) => _slots[address].Add("0x" + Hex(slot));

    private static string Deployment(string runtime)
    {
        string code = runtime.Replace(" ", string.Empty, StringComparison.Ordinal);
        int length = code.Length / 2;
        // PUSH1 length PUSH1 12 PUSH1 0 CODECOPY PUSH1 length PUSH1 0 RETURN, 12 bytes.
        return $"0x60{length:x2}600c60003960{length:x2}6000f3{code}";
    }

    private static byte[] EncodeReceipt(JsonNode receipt, BigInteger cumulative)
    {
        byte[] body = Rlp.List(
            Rlp.Integer(Number(receipt["status"]!.GetValue<string>())),
            Rlp.Integer(cumulative),
            Rlp.Bytes(Bytes(receipt["logsBloom"]!.GetValue<string>())),
            Rlp.List([.. receipt["logs"]!.AsArray().Select(log => Rlp.List(
                Rlp.Bytes(Bytes(log!["address"]!.GetValue<string>())),
                Rlp.List([.. log["topics"]!.AsArray().Select(
                    topic => Rlp.Bytes(Bytes(topic!.GetValue<string>())))]),
                Rlp.Bytes(Bytes(log["data"]!.GetValue<string>()))))]));
        byte type = (byte)Number(receipt["type"]!.GetValue<string>());
        return type == 0 ? body : [type, .. body];
    }

    private static string Trim(string word) => "0x" + (word.TrimStart('0') is { Length: > 0 } digits ? digits : "0");

    private static string Quantity(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex[2..]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

/// <summary>Keccak-256 of bytes, as an array.</summary>
static class Keccak
{
    public static byte[] Hash(byte[] message)
    {
        byte[] digest = new byte[32];
        Keccak256.Hash(message).CopyTo(digest);
        return digest;
    }
}

/// <summary>A decoded RLP item: a byte string, or a list.</summary>
sealed record RlpItem(byte[]? Content, RlpItem[]? Items);

/// <summary>RLP (Yellow Paper, appendix B) of small values.</summary>
static class Rlp
{
    public static byte[] Bytes(byte[] content) =>
        content.Length == 1 && content[0] < 0x80 ? content : [.. Header(0x80, content.Length), .. content];

    public static byte[] Integer(BigInteger value) =>
        Bytes(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    public static byte[] List(params byte[][] items)
    {
        byte[] payload = [.. items.SelectMany(item => item)];
        return [.. Header(0xC0, payload.Length), .. payload];
    }

    public static RlpItem Decode(byte[] encoded)
    {
        RlpReader reader = new(encoded);
        return Decode(ref reader);
    }

    private static RlpItem Decode(ref RlpReader reader)
    {
        if (!reader.NextIsList)
        {
            Require(reader.ReadBytes(out ReadOnlySpan<byte> content));
            return new RlpItem(content.ToArray(), null);
        }

        Require(reader.ReadList(out RlpReader list));
        List<RlpItem> items = [];
        while (!list.IsAtEnd)
        {
            items.Add(Decode(ref list));
        }

        return new RlpItem(null, [.. items]);
    }

    private static void Require(RlpStatus status)
    {
        if (status != RlpStatus.Ok)
        {
            throw new InvalidDataException($"the node returned bad RLP: {status}");
        }
    }

    private static byte[] Header(int offset, int length)
    {
        if (length < 56)
        {
            return [(byte)(offset + length)];
        }

        byte[] digits = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(offset + 55 + digits.Length), .. digits];
    }
}

/// <summary>Writes known trie nodes as Erigon's compact witness, version 1.</summary>
sealed class CompactWriter
{
    private readonly List<byte[]> _nodes = [];
    private readonly Dictionary<string, byte[]> _codes = [];
    private readonly Dictionary<string, byte[]> _byReference = [];
    private readonly MemoryStream _stream = new();

    public void AddNodes(JsonArray proof)
    {
        _nodes.AddRange(proof.Select(node => Convert.FromHexString(node!.GetValue<string>()[2..])));
    }

    public void AddCode(string hash, byte[] code) => _codes[hash[2..]] = code;

    public byte[] Write(string root)
    {
        foreach (byte[] node in _nodes)
        {
            _byReference[Convert.ToHexStringLower(Keccak.Hash(node))] = node;
        }

        _stream.WriteByte(1);
        WriteReference(new RlpItem(Convert.FromHexString(root[2..]), null), isStorage: false);
        return _stream.ToArray();
    }

    private void WriteReference(RlpItem reference, bool isStorage)
    {
        RlpItem node = reference;
        if (reference.Content is byte[] hash)
        {
            if (!_byReference.TryGetValue(Convert.ToHexStringLower(hash), out byte[]? known))
            {
                _stream.WriteByte(0x03);
                _stream.Write(hash);
                return;
            }

            node = Rlp.Decode(known);
        }

        RlpItem[] items = node.Items!;
        if (items.Length == 17)
        {
            WriteBranch(items, isStorage);
            return;
        }

        byte[] prefix = items[0].Content!;
        bool isLeaf = (prefix[0] & 0x20) != 0;
        byte[] key = EncodeKey(prefix, isLeaf);
        if (!isLeaf)
        {
            WriteReference(items[1], isStorage);
            _stream.WriteByte(0x01);
            WriteBytes(key);
        }
        else if (isStorage)
        {
            _stream.WriteByte(0x00);
            WriteBytes(key);
            WriteBytes(Rlp.Decode(items[1].Content!).Content!);
        }
        else
        {
            WriteAccount(key, Rlp.Decode(items[1].Content!).Items!);
        }
    }

    private void WriteBranch(RlpItem[] items, bool isStorage)
    {
        uint mask = 0;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if (items[nibble].Content is not { Length: 0 })
            {
                mask |= 1u << nibble;
                WriteReference(items[nibble], isStorage);
            }
        }

        _stream.WriteByte(0x02);
        WriteHead(0, mask);
    }

    private void WriteAccount(byte[] key, RlpItem[] account)
    {
        string codeHash = Convert.ToHexStringLower(account[3].Content!);
        bool hasCode = codeHash != Convert.ToHexStringLower(Keccak.Hash([]));
        bool hasStorage = Convert.ToHexStringLower(account[2].Content!)
            != Convert.ToHexStringLower(Keccak.Hash([0x80]));
        if (hasCode)
        {
            _stream.WriteByte(0x04);
            WriteBytes(_codes[codeHash]);
        }

        if (hasStorage)
        {
            WriteReference(account[2], isStorage: true);
        }

        _stream.WriteByte(0x05);
        WriteBytes(key);
        _stream.WriteByte((byte)((hasCode ? 1 : 0) | (hasStorage ? 2 : 0) | 4 | 8));
        WriteHead(0, (ulong)new BigInteger(account[0].Content!, isUnsigned: true, isBigEndian: true));
        WriteBytes(account[1].Content!);
        if (hasCode)
        {
            WriteHead(0, (ulong)_codes[codeHash].Length);
        }
    }

    /// <summary>From hex-prefix to flags (1 odd, 2 leaf) and left-aligned nibbles.</summary>
    private static byte[] EncodeKey(byte[] prefix, bool isLeaf)
    {
        List<int> nibbles = [.. prefix.SelectMany(b => new[] { b >> 4, b & 15 })];
        nibbles.RemoveRange(0, (prefix[0] & 0x10) != 0 ? 1 : 2);
        bool isOdd = (nibbles.Count & 1) != 0;
        if (nibbles.Count == 1)
        {
            return [(byte)nibbles[0]];
        }

        if (isOdd)
        {
            nibbles.Add(0);
        }

        byte[] key = new byte[1 + (nibbles.Count / 2)];
        key[0] = (byte)((isOdd ? 1 : 0) | (isLeaf ? 2 : 0));
        for (int i = 1; i < key.Length; i++)
        {
            key[i] = (byte)((nibbles[(2 * i) - 2] << 4) | nibbles[(2 * i) - 1]);
        }

        return key;
    }

    private void WriteBytes(byte[] bytes)
    {
        WriteHead(2, (ulong)bytes.Length);
        _stream.Write(bytes);
    }

    private void WriteHead(int majorType, ulong value)
    {
        int extra = value < 24 ? 0 : value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFFFFFF ? 4 : 8;
        int code = extra switch { 0 => (int)value, 1 => 24, 2 => 25, 4 => 26, _ => 27 };
        _stream.WriteByte((byte)((majorType << 5) | code));
        for (int shift = 8 * (extra - 1); shift >= 0; shift -= 8)
        {
            _stream.WriteByte((byte)(value >> shift));
        }
    }
}
