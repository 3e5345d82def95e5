using System.Text.Json;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.TestModels;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>A whole state, held as plain values: makes complete witnesses.</summary>
internal sealed class FixtureState
{
    private readonly Dictionary<Address, Entry> accounts = [];

    public static FixtureState Read(JsonElement json)
    {
        var state = new FixtureState();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            var entry = new Entry
            {
                Nonce = property.Value.Word("nonce").U0,
                Balance = property.Value.Word("balance"),
                Code = property.Value.Bytes("code"),
            };
            foreach (JsonProperty slot in property.Value.GetProperty("storage").EnumerateObject())
            {
                entry.Storage[FixtureJson.Word(slot.Name)] =
                    FixtureJson.Word(slot.Value.GetString()!);
            }
            state.accounts[new Address(FixtureJson.Bytes(property.Name))] = entry;
        }
        return state;
    }

    /// <summary>Adds all nodes and codes, and sets the pre-state root.</summary>
    public void AddTo(BlockInputContent content)
    {
        var leaves = new List<KeyValuePair<byte[], byte[]>>();
        foreach ((Address address, Entry entry) in accounts)
        {
            var slots = entry.Storage.Where(s => !s.Value.IsZero).Select(
                s => KeyValuePair.Create(Hash(FixtureJson.Bytes(s.Key)), Rlp(s.Value)));
            Hash256 storageRoot = NaiveTrie.Build(slots, content.Nodes);
            content.Codes.Add(entry.Code);
            var key = new byte[20];
            address.CopyTo(key);
            leaves.Add(KeyValuePair.Create(Hash(key), Leaf(entry, storageRoot)));
        }
        content.PreStateRoot = FixtureJson.Bytes(NaiveTrie.Build(leaves, content.Nodes));
    }

    /// <summary>Takes over what a block changed.</summary>
    public void Apply(WorldState world)
    {
        for (int i = 0; i < world.AccountCount; i++)
        {
            Account account = world.AccountAt(i);
            if (account.IsChanged && !account.Exists)
            {
                accounts.Remove(account.Address);
            }
            else if (account.IsChanged)
            {
                Apply(account);
            }
        }
    }

    private void Apply(Account account)
    {
        if (!accounts.TryGetValue(account.Address, out Entry? entry))
        {
            accounts[account.Address] = entry = new Entry();
        }
        entry.Nonce = account.Nonce;
        entry.Balance = account.Balance;
        if (account.Code is not null)
        {
            entry.Code = account.Code.Span.ToArray();
        }
        if (account.IsStorageWiped)
        {
            entry.Storage.Clear();
        }
        for (int i = 0; i < (account.Storage?.Count ?? 0); i++)
        {
            StorageSlot slot = account.Storage!.ValueAt(i);
            entry.Storage[slot.Key] = slot.Current;
        }
    }

    private static byte[] Leaf(Entry entry, Hash256 storageRoot)
    {
        var buffer = new ByteBuffer();
        int list = RlpWriter.BeginList(buffer);
        RlpWriter.Write(buffer, entry.Nonce);
        RlpWriter.Write(buffer, entry.Balance);
        RlpWriter.Write(buffer, storageRoot);
        RlpWriter.Write(buffer, Keccak256.Hash(entry.Code));
        RlpWriter.EndList(buffer, list);
        return buffer.ToArray();
    }

    private static byte[] Rlp(UInt256 value)
    {
        var buffer = new ByteBuffer();
        RlpWriter.Write(buffer, value);
        return buffer.ToArray();
    }

    private static byte[] Hash(byte[] key) => FixtureJson.Bytes(Keccak256.Hash(key));

    private sealed class Entry
    {
        public ulong Nonce;
        public UInt256 Balance;
        public byte[] Code = [];
        public Dictionary<UInt256, UInt256> Storage { get; } = [];
    }
}
