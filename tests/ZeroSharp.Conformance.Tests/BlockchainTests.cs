using System.Collections.Concurrent;
using System.Text.Json;
using Xunit.Abstractions;
using ZeroSharp.Conformance.Tests.Fixtures;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official blockchain tests, natively: every network that a fixture names.</summary>
public sealed class BlockchainTests(ITestOutputHelper output)
{
    [DataTheory("eest-blockchain-tests")]
    [InlineData("paris")]
    [InlineData("shanghai")]
    [InlineData("cancun")]
    [InlineData("prague")]
    [InlineData("osaka")]
    public void Run_OfficialBlockchainTests_AcceptsExactlyTheValidBlocks(string folder)
    {
        string root = DataSet.PathOf("eest-blockchain-tests", "blockchain_tests", folder);
        var table = new ForkTable();
        var failures = new ConcurrentBag<string>();
        int blocks = 0;
        string[] files = Directory.GetFiles(root, "*.json", SearchOption.AllDirectories);
        Parallel.ForEach(files, file =>
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                string network = test.Value.GetProperty("network").GetString()!;
                string? failure = BlockFixture.Run(test.Value, _ => Interlocked.Increment(ref blocks));
                table.Add(network, failure is null);
                if (failure is not null)
                {
                    failures.Add($"{test.Name}: {failure}");
                }
            }
        });
        table.Report(output, $"Blockchain tests of {folder}, {files.Length} files, {blocks} blocks");
        Assert.True(blocks > 0);
        Assert.True(
            failures.IsEmpty,
            $"{failures.Count} tests failed:\n{table}\n" + string.Join('\n', failures.Order().Take(100)));
    }

    [DataFact("eest-blockchain-tests")]
    public void Folders_OfTheSet_AreAllRun()
    {
        string root = DataSet.PathOf("eest-blockchain-tests", "blockchain_tests");
        string[] known = ["cancun", "osaka", "paris", "prague", "shanghai"];
        Assert.Equal(known, Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)!).Order());
    }
}
