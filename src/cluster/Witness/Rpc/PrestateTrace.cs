using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Reads the replies of prestateTracer, with and without diffMode.</summary>
internal static class PrestateTrace
{
    /// <summary>What the transactions touch, and the traces of zero-bin where the changes are known too.</summary>
    /// <param name="touched">One object {address: {balance, nonce, code, storage}} a transaction.</param>
    /// <param name="changes">One object {pre, post} a transaction, or null.</param>
    public static BlockAccesses Read(JsonElement[] touched, JsonElement[]? changes)
    {
        TouchedKeys keys = new();
        List<byte[]> codes = [];
        List<string> traces = [];
        for (int i = 0; i < touched.Length; i++)
        {
            SortedDictionary<string, JsonObject> trace = new(StringComparer.Ordinal);
            AddTouched(new JsonField(touched[i], "prestateTracer"), keys, codes, trace);
            if (changes is not null)
            {
                AddChanges(new JsonField(changes[i], "prestateTracer"), keys, trace);
                JsonObject all = [];
                foreach ((string address, JsonObject account) in trace)
                {
                    all[address] = account;
                }

                traces.Add(all.ToJsonString());
            }
        }

        return new BlockAccesses(keys, codes, traces);
    }

    private static void AddTouched(
        JsonField accounts, TouchedKeys keys, List<byte[]> codes, SortedDictionary<string, JsonObject> trace)
    {
        foreach ((string name, JsonField account) in accounts.Members())
        {
            Address address = ReadAddress(account, name);
            keys.Add(address);
            JsonObject entry = Entry(trace, address);
            if (account.TryGet("storage", out JsonField storage))
            {
                JsonArray read = [];
                foreach ((string slot, JsonField value) in storage.Members())
                {
                    UInt256 key = ReadSlot(value, slot);
                    keys.Add(address, key);
                    read.Add((JsonNode)RpcText.HexOfSlot(key));
                }

                if (read.Count > 0)
                {
                    entry["storage_read"] = read;
                }
            }

            if (account.TryGet("code", out JsonField code) && code.AsBytes() is { Length: > 0 } bytes)
            {
                codes.Add(bytes);
                entry["code_usage"] = new JsonObject { ["read"] = RpcText.Hex(Keccak256.Hash(bytes)) };
            }
        }
    }

    private static void AddChanges(JsonField diff, TouchedKeys keys, SortedDictionary<string, JsonObject> trace)
    {
        if (!diff.TryGet("pre", out JsonField before) || !diff.TryGet("post", out JsonField after))
        {
            return;
        }

        HashSet<Address> left = [];
        foreach ((string name, JsonField account) in after.Members())
        {
            Address address = ReadAddress(account, name);
            left.Add(address);
            AddAfter(Entry(trace, address), account);
        }

        foreach ((string name, JsonField account) in before.Members())
        {
            Address address = ReadAddress(account, name);
            keys.Add(address);
            JsonObject entry = Entry(trace, address);
            if (!left.Contains(address))
            {
                entry["self_destructed"] = true;
                continue;
            }

            // Slots that only the state before has were cleared.
            if (account.TryGet("storage", out JsonField storage))
            {
                JsonObject written = entry["storage_written"] as JsonObject ?? [];
                foreach ((string slot, JsonField value) in storage.Members())
                {
                    UInt256 key = ReadSlot(value, slot);
                    keys.Add(address, key);
                    written.TryAdd(RpcText.HexOfSlot(key), "0x0");
                }

                entry["storage_written"] ??= written;
            }
        }
    }

    private static void AddAfter(JsonObject entry, JsonField account)
    {
        foreach (string name in (string[])["balance", "nonce"])
        {
            if (account.TryGet(name, out JsonField number))
            {
                entry[name] = RpcText.HexOfNumber(UInt256.FromBigEndian(number.AsWord()));
            }
        }

        if (account.TryGet("code", out JsonField code) && code.AsBytes() is { Length: > 0 } bytes)
        {
            entry["code_usage"] = new JsonObject { ["write"] = RpcText.Hex(bytes) };
        }

        if (account.TryGet("storage", out JsonField storage))
        {
            JsonObject written = [];
            foreach ((string slot, JsonField value) in storage.Members())
            {
                written[RpcText.HexOfSlot(ReadSlot(value, slot))] =
                    RpcText.HexOfNumber(UInt256.FromBigEndian(value.AsWord()));
            }

            entry["storage_written"] = written;
        }
    }

    private static JsonObject Entry(SortedDictionary<string, JsonObject> trace, Address address)
    {
        string name = RpcText.Hex(address);
        if (!trace.TryGetValue(name, out JsonObject? entry))
        {
            trace[name] = entry = [];
        }

        return entry;
    }

    private static Address ReadAddress(JsonField account, string name)
    {
        byte[] bytes = account.ParseHex(name);
        return bytes.Length == Address.ByteLength
            ? new Address(bytes)
            : throw new WitnessException($"{account.Path}: not an address of 20 bytes");
    }

    private static UInt256 ReadSlot(JsonField value, string name)
    {
        byte[] bytes = value.ParseHex(name);
        return bytes.Length <= 32
            ? UInt256.FromBigEndian(bytes)
            : throw new WitnessException($"{value.Path}: not a slot of 32 bytes");
    }
}
