using System.Globalization;
using System.Text.Json.Nodes;

namespace ZeroSharp.Cli.Tests;

/// <summary>Proves the small sample once, as the README says, and verifies what is made of the proof.</summary>
public sealed class ProveAndVerifyTests(ProveAndVerifyTests.ProvenSample sample)
    : IClassFixture<ProveAndVerifyTests.ProvenSample>
{
    [Fact]
    public void Verify_Proof_Succeeds()
    {
        ZeroResult result = ZeroProcess.Run(
            null, "verify", sample.Path, "--header", ZeroProcess.Sample("small_header.json"));
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("block 2: valid", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verifier_Proof_PrintsTheKnownLine()
    {
        ZeroResult result = ZeroProcess.Run(null, "verifier", "--file-path", sample.Path);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("All proofs verified successfully!", result.Output.Trim());
    }

    [Fact]
    public void Verify_StatementChanged_Exits1()
    {
        JsonArray document = Document();
        JsonObject statement = document[0]!["intern"]!["statement"]!.AsObject();
        statement["gas_used"] = statement["gas_used"]!.GetValue<ulong>() ^ 1;
        Assert.Equal(1, ZeroProcess.Run(document.ToJsonString(), "verify", "-").ExitCode);
    }

    [Fact]
    public void Verify_OutputBitChanged_Exits1()
    {
        JsonArray document = Document();
        JsonObject intern = document[0]!["intern"]!.AsObject();
        byte[] proof = Convert.FromBase64String(intern["proof"]!.GetValue<string>());

        // The post-state root in the run's output: header of 48 bytes, then 80 bytes into the statement.
        proof[48 + 80] ^= 1;
        intern["proof"] = Convert.ToBase64String(proof);
        Assert.Equal(1, ZeroProcess.Run(document.ToJsonString(), "verify", "-").ExitCode);
    }

    [Fact]
    public void Verify_ProofBitChanged_Exits1()
    {
        JsonArray document = Document();
        JsonObject intern = document[0]!["intern"]!.AsObject();
        byte[] proof = Convert.FromBase64String(intern["proof"]!.GetValue<string>());
        proof[proof.Length / 2] ^= 1;
        intern["proof"] = Convert.ToBase64String(proof);
        Assert.Equal(1, ZeroProcess.Run(document.ToJsonString(), "verify", "-").ExitCode);
    }

    [Fact]
    public void Verify_OtherHeader_Exits1()
    {
        ZeroResult result = ZeroProcess.Run(
            null, "verify", sample.Path, "--header", ZeroProcess.Sample("large_header.json"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no header with that number", result.Error, StringComparison.Ordinal);
    }

    // One header or several, as they are or still in the reply of a node.
    [Theory]
    [InlineData("{0}")]
    [InlineData("[{0}]")]
    [InlineData("{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{0}}}")]
    [InlineData("[{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{0}}}]")]
    public void Header_AnyWrapping_IsAccepted(string wrapping)
    {
        string header = JsonNode.Parse(File.ReadAllText(ZeroProcess.Sample("small_header.json")))![0]!.ToJsonString();
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, string.Format(CultureInfo.InvariantCulture, wrapping, header));
            Assert.Equal(0, ZeroProcess.Run(null, "verify", sample.Path, "--header", file).ExitCode);
            Assert.Equal(
                0,
                ZeroProcess.Run(null, "execute", ZeroProcess.Sample("small.json"), "--native", "--header", file)
                    .ExitCode);
            File.WriteAllText(
                file,
                string.Format(
                    CultureInfo.InvariantCulture,
                    wrapping,
                    header.Replace("\"gasUsed\":\"0x1a3a1\"", "\"gasUsed\":\"0x1a3a2\"", StringComparison.Ordinal)));
            ZeroResult wrong = ZeroProcess.Run(null, "verify", sample.Path, "--header", file);
            Assert.Equal(1, wrong.ExitCode);
            Assert.Contains("block 2, field gasUsed", wrong.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}")]
    [InlineData("{\"number\":\"0x2\"}")]
    public void Header_NoHeader_IsBadInput(string content)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, content);
            ZeroResult result = ZeroProcess.Run(null, "verify", sample.Path, "--header", file);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("header", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Verify_Json_SaysWhatIsValid()
    {
        ZeroResult valid = ZeroProcess.Run(null, "verify", sample.Path, "--json");
        Assert.Equal(0, valid.ExitCode);
        JsonNode document = JsonNode.Parse(valid.Output)!;
        Assert.True(document["valid"]!.GetValue<bool>());
        Assert.Null(document["proofs"]![0]!["problem"]);
        Assert.Equal(2, document["proofs"]![0]!["statement"]!["block_number"]!.GetValue<int>());

        ZeroResult other = ZeroProcess.Run(
            null, "verify", sample.Path, "--json", "--header", ZeroProcess.Sample("large_header.json"));
        Assert.Equal(1, other.ExitCode);
        document = JsonNode.Parse(other.Output)!;
        Assert.False(document["valid"]!.GetValue<bool>());
        Assert.Contains("no header", document["proofs"]![0]!["problem"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_SameProofAsNextBlock_IsNoChain()
    {
        // Two proofs of one block are no neighbours, and both are valid.
        JsonArray document = Document();
        document.Add(document[0]!.DeepClone());
        Assert.Equal(0, ZeroProcess.Run(document.ToJsonString(), "verify", "-").ExitCode);
    }

    [Fact]
    public void Info_Json_DescribesProofAndProgram()
    {
        JsonNode proof = JsonNode.Parse(ZeroProcess.Run(null, "info", sample.Path, "--json").Output)![0]!;
        JsonNode program = JsonNode.Parse(ZeroProcess.Run(null, "info", "--json").Output)!;
        Assert.Equal(program["digest"]!.GetValue<string>(), proof["program"]!.GetValue<string>());
        Assert.True(proof["segments"]![0]!["readable"]!.GetValue<bool>());
        string version = ZeroProcess.Run(null, "--version").Output;
        Assert.StartsWith("zero 0.", version, StringComparison.Ordinal);
        Assert.Contains(program["digest"]!.GetValue<string>(), version, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prove")]
    [InlineData("verify")]
    [InlineData("execute")]
    [InlineData("info")]
    [InlineData("bench")]
    [InlineData("leader")]
    [InlineData("verifier")]
    public void Help_Command_HasAnExampleAndTheExitCodes(string command)
    {
        ZeroResult result = ZeroProcess.Run(null, command, "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_Progress_NamesStagesWithinASegment() =>
        Assert.Matches("block 2: .* segment 1, [a-z](.|\n)*100 %", sample.Progress);

    [Fact]
    public void Verify_NoProof_Exits1() =>
        Assert.Equal(1, ZeroProcess.Run("{}", "verify", "-").ExitCode);

    [Fact]
    public void Info_Proof_ShowsSegmentsAndSecurity()
    {
        ZeroResult result = ZeroProcess.Run(null, "info", sample.Path, "--security");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("segment 0", result.Output, StringComparison.Ordinal);
        Assert.Contains("LogUp: alpha, beta", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_Sample_AgreesWithItsHeader()
    {
        foreach (string name in new[] { "small", "large" })
        {
            ZeroResult result = ZeroProcess.Run(
                null,
                "execute",
                ZeroProcess.Sample(name + ".json"),
                "--header",
                ZeroProcess.Sample(name + "_header.json"));
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains("cycles", result.Output, StringComparison.Ordinal);
        }
    }

    private JsonArray Document() => JsonNode.Parse(File.ReadAllText(sample.Path))!.AsArray();

    /// <summary>The proof of samples/small.json, made by leader as zero-bin's users call it.</summary>
    public sealed class ProvenSample : IDisposable
    {
        public ProvenSample()
        {
            Path = System.IO.Path.GetTempFileName();
            ZeroResult result = ZeroProcess.Run(
                File.ReadAllText(ZeroProcess.Sample("small.json")), "leader", "--runtime=in-memory", "stdio");
            Assert.True(result.ExitCode == 0, result.Error);
            File.WriteAllText(Path, result.Output.TrimEnd().Split('\n')[^1]);
            Progress = result.Error;
        }

        /// <summary>What standard error said meanwhile.</summary>
        public string Progress { get; }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
