namespace ZeroSharp.Cli.Tests;

/// <summary>An output that cannot be written is told before anything is proven.</summary>
public sealed class OutputTests
{
    private static readonly string Folder = Path.GetTempPath().TrimEnd('/');

    [Theory]
    [InlineData("/nonexistent/folder/proof.json", "there is no folder /nonexistent/folder")]
    [InlineData("/sys/proof.json", "cannot write /sys/proof.json")]
    [InlineData("/proc/proof.json", "cannot write /proc/proof.json")]
    [InlineData("/", "it is a folder")]
    [InlineData("", "without a name")]
    public void Prove_OutputCannotBeWritten_FailsBeforeProving(string output, string reason)
    {
        // The input is no block, so that only a check before everything else can name the output.
        ZeroResult result = ZeroProcess.Run("[]", "prove", "-", "-o", output);
        Assert.Equal(74, result.ExitCode);
        string line = Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_DeviceThatIsFull_SaysSo_AndTheDeviceStays()
    {
        IOException failure = await Assert.ThrowsAsync<IOException>(
            () => AtomicFile.WriteAsync("/dev/full", new byte[10], default));
        Assert.StartsWith("cannot write /dev/full", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists("/dev/full"));
        AtomicFile.EnsureWritable("/dev/full");
        await AtomicFile.WriteAsync("/dev/null", new byte[10], default);
    }

    [Fact]
    public async Task WriteAsync_File_IsReplacedAsAWhole_AndLinksStay()
    {
        string folder = Directory.CreateTempSubdirectory("zero-output").FullName;
        try
        {
            string path = Path.Combine(folder, "proof.json");
            string link = Path.Combine(folder, "link.json");
            File.WriteAllText(path, "a longer content than the next one");
            File.CreateSymbolicLink(link, path);
            AtomicFile.EnsureWritable(link);
            await AtomicFile.WriteAsync(link, "new"u8.ToArray(), default);
            Assert.Equal("new", File.ReadAllText(path));
            Assert.NotNull(new FileInfo(link).LinkTarget);

            using CancellationTokenSource cancelled = new();
            cancelled.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => AtomicFile.WriteAsync(path, "other"u8.ToArray(), cancelled.Token));
            Assert.Equal("new", File.ReadAllText(path));
            Assert.Equal(2, Directory.GetFileSystemEntries(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EnsureWritable_Folder_IsLeftAsItWas()
    {
        string[] before = Directory.GetFiles(Folder, "zero-probe*");
        AtomicFile.EnsureWritable(Path.Combine(Folder, "zero-probe.json"));
        Assert.Equal(before, Directory.GetFiles(Folder, "zero-probe*"));
    }
}
