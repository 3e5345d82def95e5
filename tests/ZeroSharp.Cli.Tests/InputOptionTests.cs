using System.Text.Json.Nodes;

namespace ZeroSharp.Cli.Tests;

/// <summary>Options that say about an input what it does not say itself, and what inspection says of it.</summary>
public sealed class InputOptionTests : IDisposable
{
    private const string Genesis = """
        {"config": {"chainId": 31337, "londonBlock": 0, "terminalTotalDifficulty": 0, "shanghaiTime": 0,
        "cancunTime": 0}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("zero-input").FullName;

    private static string Small { get; } = ZeroProcess.Sample("small.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Execute_ZeroBinWithItsHeader_HasTheHeaderChecked()
    {
        ZeroResult with = ZeroProcess.Run(
            null, "execute", Small, "--native", "--header", ZeroProcess.Sample("small_header.json"));
        Assert.Equal(0, with.ExitCode);
        Assert.Contains("(header checked)", with.Output, StringComparison.Ordinal);

        ZeroResult without = ZeroProcess.Run(null, "execute", Small, "--native");
        Assert.Contains("no whole header", without.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_HeaderOfAnotherBlock_IsRefused()
    {
        ZeroResult result = ZeroProcess.Run(
            null, "prove", Small, "--header", ZeroProcess.Sample("large_header.json"));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            "error: block 2: the header file has not its whole header", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_ChainFromAGenesisFile_GivesTheRules()
    {
        ZeroResult result = ZeroProcess.Run(null, "execute", Small, "--native", "--chain", Write(Genesis));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Cancun, blobs 3/6", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "--chain 'nowhere': neither a file, nor the name or id of mainnet (1), sepolia (11155111)")]
    [InlineData("1337", "--chain '1337': neither a file")]
    [InlineData("hoodi", "block 2: the input is of the chain with id 31337, and --chain names that with id 560048")]
    public void Execute_UnusableChain_IsRefused(string chain, string reason) =>
        AssertRefused(reason, "--chain", chain);

    [Fact]
    public void Execute_UnusableGenesisFile_NamesFileAndField()
    {
        string file = Write("""{"config": {"chainId": []}}""");

        AssertRefused($"{file}: field config.chainId: not a non-negative integer", "--chain", file);
    }

    [Fact]
    public void Execute_OtherFormat_IsRefused() =>
        AssertRefused("input[0]: not of the format sbv but zero-bin", "--format", "sbv");

    [Fact]
    public void Execute_UnknownFormat_IsWrongUsage() =>
        Assert.Equal(64, ZeroProcess.Run(null, "execute", Small, "--format", "other").ExitCode);

    [Fact]
    public void Execute_UnusableBlockFile_IsRefused() =>
        AssertRefused("the block file is neither RLP, nor hexadecimal text, nor JSON", "--block", Write("hello"));

    [Fact]
    public void Execute_WitnessWithoutBlock_AsksForIt()
    {
        ZeroResult result = ZeroProcess.Run("""{"state":[],"codes":[],"headers":[]}""", "execute", "-");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("name the file that has it with --block", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Json_CountsWhatIsThere()
    {
        ZeroResult result = ZeroProcess.Run(null, "witness", "inspect", Small, "--json");
        Assert.Equal(0, result.ExitCode);
        JsonNode report = JsonNode.Parse(result.Output)![0]!;
        Assert.Equal("zero-bin", report["format"]!.GetValue<string>());
        Assert.Equal(31337UL, report["chain_id"]!.GetValue<ulong>());
        Assert.Equal(4, report["transactions_by_type"]!["2"]!.GetValue<int>());
        JsonNode nodes = report["nodes"]!;
        int reached = nodes["reached"]!.GetValue<int>();
        int counted = nodes["branches"]!.GetValue<int>() + nodes["extensions"]!.GetValue<int>()
            + nodes["leaves"]!.GetValue<int>();
        Assert.True(reached > 0);
        Assert.Equal(reached, counted);
        Assert.Null(report["problem"]);
    }

    [Fact]
    public void Inspect_Text_SaysWhetherTheBlockIsValid()
    {
        ZeroResult result = ZeroProcess.Run(null, "witness", "inspect", Small);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("transactions     4: 4 of type 2", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("execution        valid\n", result.Output, StringComparison.Ordinal);
    }

    private static void AssertRefused(string reason, params string[] options)
    {
        ZeroResult result = ZeroProcess.Run(null, ["execute", Small, "--native", .. options]);
        Assert.Equal(2, result.ExitCode);
        string line = Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error: " + reason, line, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(path, text);
        return path;
    }
}
