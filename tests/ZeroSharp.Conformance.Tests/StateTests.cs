using System.Text.Json;
using Xunit.Abstractions;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official state tests of all forks, natively.</summary>
public sealed class StateTests(ITestOutputHelper output)
{
    private static readonly string[] Folders =
    [
        "frontier", "homestead", "byzantium", "constantinople", "istanbul", "berlin", "london",
        "paris", "shanghai", "cancun", "prague", "osaka", "static",
    ];

    private readonly Lock gate = new();
    private readonly SortedDictionary<Fork, (int Passed, int Failed)> table = [];
    private readonly List<string> failures = [];

    [DataFact("eest-state-tests")]
    public void Execute_OfficialStateTests_GiveRootLogsAndRefusal()
    {
        string root = DataSet.PathOf("eest-state-tests", "state_tests");
        Assert.Equal(
            Folders.Order(), Directory.EnumerateDirectories(root).Select(Path.GetFileName).Order());
        string[] files = Directory.GetFiles(root, "*.json", SearchOption.AllDirectories);
        Parallel.ForEach(files, RunFile);
        output.WriteLine($"{"fork",-18}{"passed",8}{"failed",8}");
        foreach ((Fork fork, (int passed, int failed)) in table)
        {
            output.WriteLine($"{fork,-18}{passed,8}{failed,8}");
        }
        Assert.True(table.Values.Sum(counts => counts.Passed) > 0);
        failures.Sort(StringComparer.Ordinal);
        Assert.True(
            failures.Count == 0, $"{failures.Count} failed:\n{string.Join('\n', failures.Take(400))}");
    }

    private void RunFile(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        var fixture = new StateFixture();
        foreach (JsonProperty test in document.RootElement.EnumerateObject())
        {
            foreach (JsonProperty post in test.Value.GetProperty("post").EnumerateObject())
            {
                Fork fork = ForkNames.Of(post.Name);
                List<string> failed = fixture.Run(test.Value, fork, post.Value);
                Add(fork, post.Value.GetArrayLength(), [.. failed.Select(f => $"{test.Name}: {f}")]);
            }
        }
    }

    private void Add(Fork fork, int count, string[] failed)
    {
        lock (gate)
        {
            (int Passed, int Failed) counts = table.GetValueOrDefault(fork);
            table[fork] = (counts.Passed + count - failed.Length, counts.Failed + failed.Length);
            failures.AddRange(failed);
        }
    }
}
