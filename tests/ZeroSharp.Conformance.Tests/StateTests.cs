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
    private readonly ForkTable table = new();
    private readonly List<string> failures = [];

    [DataFact("eest-state-tests")]
    public void Execute_OfficialStateTests_GiveRootLogsAndRefusal()
    {
        string root = DataSet.PathOf("eest-state-tests", "state_tests");
        Assert.Equal(
            Folders.Order(), Directory.EnumerateDirectories(root).Select(Path.GetFileName).Order());
        string[] files = Directory.GetFiles(root, "*.json", SearchOption.AllDirectories);
        Parallel.ForEach(files, RunFile);
        table.Report(output, $"State tests, {files.Length} files");
        Assert.NotEmpty(files);
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
        table.Add(fork.ToString(), count - failed.Length, failed.Length);
        lock (gate)
        {
            failures.AddRange(failed);
        }
    }
}
