using System.Collections.Concurrent;
using System.Text.Json;
using Xunit.Abstractions;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests;

/// <summary>
/// Official cases and real blocks in the emulator, from the checked-in program: its output must be the native
/// statement byte for byte. Of the official cases a few of each kind run: by network, EIP and reason of refusal.
/// </summary>
public sealed class GuestDifferentialTests(ITestOutputHelper output)
{
    private const int BlocksOfAKind = 20;
    private const int StatesOfAKind = 2;

    private readonly ConcurrentDictionary<string, int> kinds = new();
    private readonly ConcurrentBag<string> failures = [];
    private readonly ForkTable table = new();
    private int count;

    [DataFact("eest-blockchain-tests")]
    public void Run_OfficialBlocks_GiveTheNativeStatement()
    {
        string root = DataSet.PathOf("eest-blockchain-tests", "blockchain_tests");
        Parallel.ForEach(Files(root), file =>
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                string network = test.Value.GetProperty("network").GetString()!;
                BlockFixture.Run(test.Value, block => Compare(
                    $"{network}/{folder}/{block.Exception}", BlocksOfAKind, network, test.Name, block));
            }
        });
        table.Report(output, $"In the emulator, {count} blocks of {kinds.Count} kinds");
        Assert.True(count >= 1000, $"only {count} blocks ran");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Order().Take(50)));
    }

    [DataFact("eest-state-tests")]
    public void Run_OfficialTransactions_GiveTheNativeStatement()
    {
        string root = DataSet.PathOf("eest-state-tests", "state_tests");
        Parallel.ForEach(Files(root), file =>
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
            var fixture = new StateFixture();
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                foreach (JsonProperty post in test.Value.GetProperty("post").EnumerateObject())
                {
                    string kind = $"{post.Name}/{folder}";
                    if (kinds.GetValueOrDefault(kind) < StatesOfAKind)
                    {
                        Fork fork = ForkNames.Of(post.Name);
                        BlockCase block = fixture.AsBlock(test.Value, fork, post.Value[0]);
                        Compare(kind, StatesOfAKind, post.Name, test.Name, block);
                    }
                }
            }
        });
        table.Report(output, $"In the emulator, {count} transactions of {kinds.Count} kinds");
        Assert.True(count >= 500, $"only {count} transactions ran");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Order().Take(50)));
    }

    [DataTheory("real-blocks")]
    [MemberData(nameof(RealBlockTests.Files), MemberType = typeof(RealBlockTests))]
    public void Run_RealBlock_GivesTheNativeStatement(string name)
    {
        byte[] bytes = File.ReadAllBytes(DataSet.PathOf("real-blocks", "real-blocks", name));
        foreach (BlockWitness block in WitnessReader.Read(bytes, WitnessOptions.None))
        {
            byte[] input = block.ToBlockInput();
            BlockResult native = StatelessBlock.Run(input);
            Assert.Equal(BlockStatus.Ok, native.Status);
            Assert.Null(BlockGuest.FindDifference(input, native));
        }
    }

    private static string[] Files(string root)
    {
        string[] files = Directory.GetFiles(root, "*.json", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private void Compare(string kind, int limit, string network, string name, BlockCase block)
    {
        if (kinds.AddOrUpdate(kind, 1, (_, before) => before + 1) > limit)
        {
            return;
        }
        Interlocked.Increment(ref count);
        string? difference = BlockGuest.FindDifference(block.Input, block.Result);
        table.Add(network, difference is null);
        if (difference is not null)
        {
            failures.Add($"{name}: {difference}");
        }
    }
}
