using System.Text.Json;

namespace ZeroSharp.Cli.Tests;

/// <summary>`zero jobs prune`.</summary>
public sealed class PruneTests
{
    [Fact]
    public void Prune_ProvedJob_IsListedFirstAndDeletedThen()
    {
        string data = Directory.CreateTempSubdirectory("zerosharp-prune-").FullName;
        try
        {
            ZeroResult proved = ZeroProcess.Run(
                File.ReadAllText(ZeroProcess.Sample("small.json")), "leader", "stdio", "--data", data, "--quiet");
            Assert.Equal((0, string.Empty), (proved.ExitCode, proved.ExitCode == 0 ? string.Empty : proved.Error));

            string[] Prune(params string[] more) => ["jobs", "prune", "--data", data, "--json", .. more];
            Assert.Equal(0, Json(Prune("--older-than", "1d", "--dry-run")).GetArrayLength());
            Assert.Equal(1, Json(Prune("--older-than", "0s", "--dry-run")).GetArrayLength());
            Assert.NotEmpty(Directory.GetDirectories(Path.Combine(data, "artifacts")));
            Assert.Equal(0, Json(Prune("--older-than", "1d")).GetProperty("deleted").GetInt32());
            Assert.Equal(1, Json(Prune("--older-than", "0s")).GetProperty("deleted").GetInt32());

            Assert.Equal(0, Json(["jobs", "list", "--data", data, "--json"]).GetArrayLength());
            Assert.Empty(Directory.EnumerateFiles(
                Path.Combine(data, "artifacts"), "*", SearchOption.AllDirectories));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("jobs", "prune", "--older-than", "soon")]
    [InlineData("jobs", "prune", "--older-than", "-1d")]
    [InlineData("jobs", "prune")]
    [InlineData("leader", "http", "--keep-jobs", "30")]
    public void Age_Unusable_IsWrongUsage(params string[] arguments) =>
        Assert.Equal(64, ZeroProcess.Run(null, arguments).ExitCode);

    private static JsonElement Json(string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
