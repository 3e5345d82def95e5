using CsCheck;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Trie.Tests;

/// <summary>The incremental, partial trie against one that is built at once.</summary>
public sealed class MerkleTrieTests
{
    // Few different nibbles, so that paths share prefixes, branches collapse and extensions join.
    private static readonly Gen<byte> Digits =
        Gen.Int[0, 4].Select(i => (byte)(0xf1_11_10_01_00L >> (8 * i)));

    private static readonly Gen<byte[]> ShortKeys = Digits.Array[3];

    private static readonly Gen<byte[]> HashedKeys = Gen.Int[0, 60].Select(
        seed => Keccak256.Hash([(byte)seed]).AsSpan().ToArray());

    // Short values make nodes that are embedded in their parent.
    private static readonly Gen<byte[]> Values = Gen.Byte[1, 255].Array[1, 40];

    private static readonly Gen<(byte[] Key, byte[]? Value)> ShortChange =
        Gen.Select(ShortKeys, Gen.Frequency((2, Values.Select(v => (byte[]?)v)), (1, NoValue())));

    private static readonly Gen<(byte[] Key, byte[]? Value)> HashedChange =
        Gen.Select(HashedKeys, Gen.Frequency((2, Values.Select(v => (byte[]?)v)), (1, NoValue())));

    private static readonly byte[] KeyA = [0x12, 0x34];
    private static readonly byte[] KeyB = [0x12, 0x56];
    private static readonly byte[] KeyC = [0x98, 0x76];

    [Fact]
    public void ComputeRoot_RandomChangesFromEmpty_EqualsTheModel() =>
        ShortChange.Array[0, 60].Sample(changes => CheckChanges([], changes));

    [Fact]
    public void ComputeRoot_RandomChangesOnAWitness_EqualsTheModel() =>
        Gen.Select(ShortChange.Array[1, 60], ShortChange.Array[0, 40])
            .Sample((start, changes) => CheckChanges(start, changes));

    [Fact]
    public void ComputeRoot_RandomChangesOfHashedKeys_EqualsTheModel() =>
        Gen.Select(HashedChange.Array[1, 60], HashedChange.Array[0, 40])
            .Sample((start, changes) => CheckChanges(start, changes));

    [Fact]
    public void ComputeRoot_AfterEveryChange_EqualsTheModel() =>
        ShortChange.Array[1, 30].Sample(changes =>
        {
            var trie = new MerkleTrie();
            SortedDictionary<string, byte[]> model = [];
            foreach ((byte[] key, byte[]? value) in changes)
            {
                Apply(trie, model, key, value);
                Assert.Equal(NaiveTrie.Build(Entries(model), []), trie.ComputeRoot());
            }
        });

    [Fact]
    public void Get_EveryKeyOfAWitness_ReturnsItsValue() =>
        ShortChange.Array[1, 60].Sample(changes =>
        {
            SortedDictionary<string, byte[]> model = ModelOf(changes);
            MerkleTrie trie = Open(model, out WitnessRecords records, out _);
            foreach ((byte[] key, _) in changes)
            {
                TrieStatus status = trie.Get(key, out ReadOnlySpan<byte> value, out _);
                if (model.TryGetValue(Convert.ToHexString(key), out byte[]? expected))
                {
                    Assert.Equal(TrieStatus.Ok, status);
                    Assert.Equal(expected, value.ToArray());
                }
                else
                {
                    Assert.Equal(TrieStatus.NotFound, status);
                }
            }
            GC.KeepAlive(records);
        });

    [Fact]
    public void ComputeRoot_Untouched_IsTheGivenRoot()
    {
        var root = new Hash256(1, 2, 3, 4);
        var trie = new MerkleTrie(default, in root, 0xFFFF_FFFF);

        Assert.Equal(root, trie.ComputeRoot());
        Assert.Equal(Hash256.EmptyTrieRoot, new MerkleTrie().ComputeRoot());
    }

    [Fact]
    public void Get_RootThatTheWitnessLacks_NamesIt()
    {
        var root = new Hash256(1, 2, 3, 4);
        var trie = new MerkleTrie(default, in root, 0xFFFF_FFFF);

        Assert.Equal(TrieStatus.MissingNode, trie.Get(KeyA, out _, out _));
        Assert.Equal(root, trie.FaultHash);
    }

    [Fact]
    public void Get_AnyByteOfTheWitnessChanged_NeverReturnsAnotherValue()
    {
        SortedDictionary<string, byte[]> model = [];
        foreach (byte[] key in new[] { KeyA, KeyB, KeyC })
        {
            model[Convert.ToHexString(key)] = [.. Enumerable.Repeat(key[1], 33)];
        }
        var nodes = new List<byte[]>();
        Hash256 root = NaiveTrie.Build(Entries(model), nodes);
        uint rootOffset = new WitnessRecords(nodes).OffsetOf(root);
        Assert.True(rootOffset > 0);
        for (int i = 0; i < nodes.Sum(n => n.Length); i++)
        {
            var records = new WitnessRecords(nodes, bytes => bytes[i] ^= 1);
            MerkleTrie trie = records.Open(root);
            TrieStatus status = trie.Get(KeyA, out ReadOnlySpan<byte> value, out _);
            Assert.NotEqual(TrieStatus.NotFound, status);
            if (status == TrieStatus.Ok)
            {
                Assert.Equal(model[Convert.ToHexString(KeyA)], value.ToArray());
            }
        }
    }

    [Fact]
    public void Delete_LeavesASiblingThatTheWitnessLacks_NamesTheSibling()
    {
        SortedDictionary<string, byte[]> model = [];
        model[Convert.ToHexString(KeyA)] = new byte[40];
        model[Convert.ToHexString(KeyB)] = [.. Enumerable.Repeat((byte)7, 40)];
        var nodes = new List<byte[]>();
        Hash256 root = NaiveTrie.Build(Entries(model), nodes);
        byte[] sibling = nodes.Single(n => n.Length < 60 && n.AsSpan().Contains((byte)7));
        nodes.Remove(sibling);
        var records = new WitnessRecords(nodes);
        MerkleTrie trie = records.Open(root);

        Assert.Equal(TrieStatus.MissingNode, trie.Delete(KeyA));
        Assert.Equal(Keccak256.Hash(sibling), trie.FaultHash);
        GC.KeepAlive(records);
    }

    [Fact]
    public void Put_BesideASubtreeThatTheWitnessLacks_NeedsItsHashOnly()
    {
        SortedDictionary<string, byte[]> model = [];
        model[Convert.ToHexString(KeyA)] = new byte[40];
        model[Convert.ToHexString(KeyC)] = [.. Enumerable.Repeat((byte)7, 40)];
        var nodes = new List<byte[]>();
        Hash256 root = NaiveTrie.Build(Entries(model), nodes);
        nodes.RemoveAll(n => n.Length < 60 && n.AsSpan().Contains((byte)7));
        var records = new WitnessRecords(nodes);
        MerkleTrie trie = records.Open(root);
        byte[] value = [1, 2, 3];

        Assert.Equal(TrieStatus.Ok, trie.Put(KeyB, value));
        model[Convert.ToHexString(KeyB)] = value;
        Assert.Equal(NaiveTrie.Build(Entries(model), []), trie.ComputeRoot());
        GC.KeepAlive(records);
    }

    // The key leaves the extension 1-2-3 at its first, middle or last nibble; what is below is not asked for.
    [Theory]
    [InlineData("4230")]
    [InlineData("1430")]
    [InlineData("1240")]
    public void Put_LeavesAnExtensionWhoseChildTheWitnessLacks_NeedsItsHashOnly(string key)
    {
        SortedDictionary<string, byte[]> model = [];
        model["1230"] = new byte[40];
        model["1231"] = [.. Enumerable.Repeat((byte)7, 40)];
        var nodes = new List<byte[]>();
        Hash256 root = NaiveTrie.Build(Entries(model), nodes);
        byte[] below = nodes[^2];
        var whole = new WitnessRecords(nodes);
        var partial = new WitnessRecords(nodes[^1..]);
        byte[] value = [1, 2, 3];
        model[key] = value;
        Hash256 expected = NaiveTrie.Build(Entries(model), []);

        MerkleTrie trie = partial.Open(root);
        Assert.Equal(TrieStatus.Ok, trie.Put(Convert.FromHexString(key), value));
        Assert.Equal(expected, trie.ComputeRoot());
        Assert.Equal(TrieStatus.MissingNode, trie.Get(Convert.FromHexString("1230"), out _, out _));
        Assert.Equal(Keccak256.Hash(below), trie.FaultHash);

        trie = whole.Open(root);
        Assert.Equal(TrieStatus.Ok, trie.Put(Convert.FromHexString(key), value));
        Assert.Equal(TrieStatus.Ok, trie.Put(Convert.FromHexString("1230"), value));
        model["1230"] = value;
        Assert.Equal(NaiveTrie.Build(Entries(model), []), trie.ComputeRoot());
        GC.KeepAlive(whole);
        GC.KeepAlive(partial);
    }

    private static Gen<byte[]?> NoValue() => Gen.Const((byte[]?)null);

    private static void CheckChanges(
        (byte[] Key, byte[]? Value)[] start, (byte[] Key, byte[]? Value)[] changes)
    {
        SortedDictionary<string, byte[]> model = ModelOf(start);
        MerkleTrie trie = Open(model, out WitnessRecords records, out Hash256 root);
        Assert.Equal(root, trie.ComputeRoot());
        foreach ((byte[] key, byte[]? value) in changes)
        {
            Apply(trie, model, key, value);
        }
        Assert.Equal(NaiveTrie.Build(Entries(model), []), trie.ComputeRoot());
        GC.KeepAlive(records);
    }

    private static void Apply(
        MerkleTrie trie, SortedDictionary<string, byte[]> model, byte[] key, byte[]? value)
    {
        Assert.Equal(TrieStatus.Ok, trie.Put(key, value));
        if (value is null)
        {
            model.Remove(Convert.ToHexString(key));
        }
        else
        {
            model[Convert.ToHexString(key)] = value;
        }
    }

    private static SortedDictionary<string, byte[]> ModelOf((byte[] Key, byte[]? Value)[] changes)
    {
        SortedDictionary<string, byte[]> model = [];
        foreach ((byte[] key, byte[]? value) in changes)
        {
            if (value is not null)
            {
                model[Convert.ToHexString(key)] = value;
            }
        }
        return model;
    }

    private static MerkleTrie Open(
        SortedDictionary<string, byte[]> model, out WitnessRecords records, out Hash256 root)
    {
        var nodes = new List<byte[]>();
        root = NaiveTrie.Build(Entries(model), nodes);
        records = new WitnessRecords(nodes);
        return records.Open(root);
    }

    private static IEnumerable<KeyValuePair<byte[], byte[]>> Entries(
        SortedDictionary<string, byte[]> model) =>
        model.Select(e => KeyValuePair.Create(Convert.FromHexString(e.Key), e.Value));
}
