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
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
