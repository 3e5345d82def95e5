using System.Diagnostics;

namespace ZeroSharp.Cli.Tests;

/// <summary>Ctrl-C and SIGTERM while a block is proven.</summary>
public sealed class InterruptionTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Prove_Interrupted_EndsSoon_AndLeavesNothing(string signal, int exitCode)
    {
        string folder = Directory.CreateTempSubdirectory("zero-interrupt").FullName;
        try
        {
            using Process process = ZeroProcess.Start(
                "prove", ZeroProcess.Sample("large.json"), "-o", Path.Combine(folder, "proof.json"));
            process.StandardInput.Close();

            // The first line of progress says that proving has begun.
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(3));
            string? first = await process.StandardError.ReadLineAsync(limit.Token);
            Assert.Contains("filling traces", first, StringComparison.Ordinal);
            Task<string> rest = process.StandardError.ReadToEndAsync(limit.Token);
            Stopwatch watch = Stopwatch.StartNew();
            using Process kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(exitCode, process.ExitCode);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"it took {watch.Elapsed}");
            Assert.EndsWith("error: cancelled; nothing was written\n", await rest, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
