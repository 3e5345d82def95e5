using System.Text;
using System.Text.Json;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official vectors of tries, with plain and with hashed keys.</summary>
public sealed class TrieVectorTests
{
    [DataTheory("trie-rlp-tx")]
    [InlineData("trietest", false)]
    [InlineData("trieanyorder", false)]
    [InlineData("trietest_secureTrie", true)]
    [InlineData("trieanyorder_secureTrie", true)]
    [InlineData("hex_encoded_securetrie_test", true)]
    public void ComputeRoot_OfficialVectors_EqualsTheGivenRoot(string file, bool isSecure)
    {
        string path = DataSet.PathOf("trie-rlp-tx", "trie-rlp-tx", "TrieTests", file + ".json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        int count = 0;
        foreach (JsonProperty test in document.RootElement.EnumerateObject())
        {
            var trie = new MerkleTrie();
            foreach ((string key, string? value) in Changes(test.Value.GetProperty("in")))
            {
                byte[] bytes = isSecure ? FixtureJson.Bytes(Keccak256.Hash(Text(key))) : Text(key);
                Assert.Equal(TrieStatus.Ok, trie.Put(bytes, Text(value ?? "")));
            }
            var expected = new Hash256(test.Value.Bytes("root"));
            Assert.True(expected == trie.ComputeRoot(), test.Name);
            count++;
        }
        Assert.True(count > 0);
    }

    private static IEnumerable<(string Key, string? Value)> Changes(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Select(e => (e[0].GetString()!, e[1].GetString()))
            : element.EnumerateObject().Select(p => (p.Name, p.Value.GetString()));

    private static byte[] Text(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? FixtureJson.Bytes(text)
            : Encoding.UTF8.GetBytes(text);
}
