using System.Text.Json;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official state tests of Paris, Shanghai and Cancun, natively.</summary>
public sealed class StateTests
{
    private static readonly (string Name, Fork Id)[] Forks =
    [
        ("Paris", Fork.Paris), ("Shanghai", Fork.Shanghai),
        ("Cancun", Fork.Cancun),
    ];

    [DataTheory("eest-state-tests")]
    [InlineData("frontier")]
    [InlineData("homestead")]
    [InlineData("byzantium")]
    [InlineData("constantinople")]
    [InlineData("istanbul")]
    [InlineData("berlin")]
    [InlineData("london")]
    [InlineData("paris")]
    [InlineData("shanghai")]
    [InlineData("cancun")]
    [InlineData("static")]
    public void Execute_OfficialStateTests_GiveRootAndLogs(string folder)
    {
        string root = DataSet.PathOf("eest-state-tests", "state_tests", folder);
        int count = 0;
        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                foreach ((string fork, Fork id) in Forks)
                {
                    failures.AddRange(
                        StateFixture.Run(test.Value, fork, id, ref count)
                            .Select(failure => $"{test.Name}: {failure}"));
                }
            }
        }
        Assert.True(count > 0);
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {count} failed:\n{string.Join('\n', failures.Take(400))}");
    }
}
