using System.Text.Json;
using ZeroSharp.Conformance.Tests.Fixtures;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official blockchain tests of Paris, Shanghai and Cancun, natively.</summary>
public sealed class BlockchainTests
{
    [DataTheory("eest-blockchain-tests")]
    [InlineData("paris")]
    [InlineData("shanghai")]
    [InlineData("cancun")]
    public void Run_OfficialBlockchainTests_AcceptsExactlyTheValidBlocks(string folder)
    {
        string root = DataSet.PathOf("eest-blockchain-tests", "blockchain_tests", folder);
        int count = 0;
        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                string network = test.Value.GetProperty("network").GetString()!;
                string? failure = BlockFixture.IsSupported(network)
                    ? BlockFixture.Run(test.Value, ref count)
                    : null;
                if (failure is not null)
                {
                    failures.Add($"{test.Name}: {failure}");
                }
            }
        }
        Assert.True(count > 0);
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} tests failed, {count} blocks ran:\n"
                + string.Join('\n', failures.Take(100)));
    }
}
