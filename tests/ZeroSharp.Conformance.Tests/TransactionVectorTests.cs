using System.Text.Json;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official vectors of transaction encodings and signatures.</summary>
public sealed class TransactionVectorTests
{
    [DataFact("trie-rlp-tx")]
    public void Decode_OfficialVectors_AcceptsAndRecoversAsGiven()
    {
        string root = DataSet.PathOf("trie-rlp-tx", "trie-rlp-tx", "TransactionTests");
        int accepted = 0;
        int rejected = 0;
        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                byte[] raw = FixtureJson.Bytes(test.Value.GetProperty("txbytes").GetString()!);
                foreach (JsonProperty result in test.Value.GetProperty("result").EnumerateObject())
                {
                    bool mustBeValid = result.Value.TryGetProperty("sender", out JsonElement given);
                    bool isValid = IsValid(
                        raw, ForkNames.Of(result.Name), out Address sender, out Hash256 hash);
                    if (isValid != mustBeValid
                        || (isValid && (sender != new Address(FixtureJson.Bytes(given.GetString()!))
                            || hash != new Hash256(result.Value.Bytes("hash")))))
                    {
                        failures.Add($"{test.Name}: valid {isValid}, expected {result}");
                    }
                    accepted += mustBeValid ? 1 : 0;
                    rejected += mustBeValid ? 0 : 1;
                }
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(accepted > 0 && rejected > 0);
    }

    private static bool IsValid(byte[] raw, Fork fork, out Address sender, out Hash256 hash)
    {
        sender = default;
        hash = Keccak256.Hash(raw);
        var block = new BlockContext { ChainId = 1 };
        ForkRules rules = ForkRules.Of(fork)!;
        return TransactionDecoder.Decode(raw, out Transaction transaction) == TransactionStatus.Ok
            && TransactionCheck.Check(transaction, rules, block, out _) == TransactionStatus.Ok
            && HasPayableGas(transaction)
            && transaction.TryRecoverSender(rules.IsHighSRefused, out sender);
    }

    // The vectors reject a gas limit times price above 256 bits, which no account can pay whatever it
    // holds. The value is a matter of the sender's balance alone, and they accept any value.
    private static bool HasPayableGas(Transaction transaction)
    {
        UInt256 value = transaction.Value;
        transaction.Value = default;
        bool fits = TransactionCheck.TryLargestCost(transaction, out _);
        transaction.Value = value;
        return fits;
    }
}
