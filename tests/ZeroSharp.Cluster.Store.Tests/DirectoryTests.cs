using System.Diagnostics;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Store.Artifacts;
using ZeroSharp.Testing.Servers;
using static ZeroSharp.Cluster.Store.Tests.ArtifactLawTests;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What is a directory's own: damaged files, disks that are full or read-only, killed processes.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zerosharp-artifacts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Get_AChangedShortenedOrLongerFile_IsCorruptUntilItIsPutAgain()
    {
        DirectoryArtifactStore store = new(folder);
        byte[] content = new byte[1000];
        ArtifactRef reference = await store.PutAsync("job", content, None);
        string path = Path.Combine(folder, "job", reference.Sha256[..2], reference.Sha256);
        byte[] changed = [.. content];
        changed[500] ^= 1;

        foreach (byte[] damaged in new byte[][] { changed, content[1..], [.. content, 0], [] })
        {
            await File.WriteAllBytesAsync(path, damaged);
            await FailsAsync(ArtifactFault.Corrupt, () => store.GetAsync(reference, None));
            Assert.Equal(reference, await store.PutAsync("job", content, None));
            Assert.Equal(content, await store.GetAsync(reference, None));
        }
    }

    [Fact]
    public async Task Get_AFileOfManyGigabytes_IsRefusedWithoutReadingIt()
    {
        DirectoryArtifactStore store = new(folder);
        ArtifactRef reference = await store.PutAsync("job", new byte[1], None);
        await store.PutMarkAsync("job", "mark", new byte[1], None);
        foreach (string path in new[]
        {
            Path.Combine(folder, "job", reference.Sha256[..2], reference.Sha256),
            Path.Combine(folder, "job", "marks", "mark"),
        })
        {
            using FileStream file = File.OpenWrite(path);
            file.SetLength(1L << 36);
        }

        await FailsAsync(ArtifactFault.Corrupt, () => store.GetAsync(reference, None));
        await FailsAsync(ArtifactFault.Corrupt, () => store.GetMarkAsync("job", "mark", None));
    }

    [Fact]
    public async Task Open_WithOldLeftovers_RemovesThemAndKeepsNewOnes()
    {
        ManualTime time = new();
        DirectoryArtifactStore store = new(folder, time);
        ArtifactRef reference = await store.PutAsync("job", new byte[1], None);
        string temporary = Path.Combine(folder, ".temporary");
        string old = Path.Combine(temporary, "old");
        string oldScope = Path.Combine(temporary, "old-scope");
        string young = Path.Combine(temporary, "young");
        await File.WriteAllTextAsync(old, "x");
        Directory.CreateDirectory(Path.Combine(oldScope, "aa"));
        await File.WriteAllTextAsync(young, "x");
        DateTime now = time.GetUtcNow().UtcDateTime;
        File.SetLastWriteTimeUtc(old, now - TimeSpan.FromMinutes(61));
        Directory.SetLastWriteTimeUtc(oldScope, now - TimeSpan.FromMinutes(61));
        File.SetLastWriteTimeUtc(young, now - TimeSpan.FromMinutes(59));

        DirectoryArtifactStore again = new(folder, time);

        Assert.Equal([young], Directory.GetFileSystemEntries(temporary));
        Assert.Single(await again.GetAsync(reference, None));
    }

    [Fact]
    public async Task Put_ByAProcessThatIsKilled_LeavesWholeFilesOnly()
    {
        DirectoryArtifactStore store = new(folder);
        for (int round = 0; round < 3; round++)
        {
            using Process process = StoreProcess.Start("put", folder);
            string? line = await process.StandardOutput.ReadLineAsync();
            await Task.Delay(20 * round);
            process.Kill();
            await process.WaitForExitAsync();

            Assert.True(ArtifactRef.TryParse(line, out ArtifactRef? reference));
            Assert.Equal(4 << 20, (await store.GetAsync(reference!, None)).Length);
        }
    }

    [Fact]
    public async Task DeleteScope_WithALinkToElsewhere_RemovesTheLinkOnly()
    {
        DirectoryArtifactStore store = new(Path.Combine(folder, "store"));
        string elsewhere = Path.Combine(folder, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "file"), "x");
        await store.PutAsync("job", new byte[1], None);
        Directory.CreateSymbolicLink(Path.Combine(folder, "store", "job", "link"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(folder, "store", "job-2"), elsewhere);

        await store.DeleteScopeAsync("job", None);
        await store.DeleteScopeAsync("job-2", None);

        Assert.True(File.Exists(Path.Combine(elsewhere, "file")));
        Assert.Equal(
            [".temporary"],
            Directory.GetFileSystemEntries(Path.Combine(folder, "store")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Store_WhoseDirectoryIsGone_IsUnavailableAndNotEmpty()
    {
        string path = Path.Combine(folder, "store");
        DirectoryArtifactStore store = new(path);
        ArtifactRef reference = await store.PutAsync("job", new byte[1], None);
        Directory.Delete(path, recursive: true);

        await FailsAsync(ArtifactFault.Unavailable, () => store.GetAsync(reference, None));
        await FailsAsync(ArtifactFault.Unavailable, () => store.PutAsync("job", new byte[1], None));
        await FailsAsync(ArtifactFault.Unavailable, () => store.CheckAsync(None));
    }

    [Fact]
    public void Open_APathThatIsAFile_IsUnavailable()
    {
        string path = Path.Combine(folder, "file");
        File.WriteAllText(path, "x");

        ArtifactException failure = Assert.Throws<ArtifactException>(() => new DirectoryArtifactStore(path));

        Assert.Equal(ArtifactFault.Unavailable, failure.Fault);
    }

    [MountFact]
    public async Task Put_OnAFullDisk_IsUnavailableAndLeavesNothing()
    {
        using SmallDisk disk = new(Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName, 256);
        DirectoryArtifactStore store = new(disk.Path);
        ArtifactRef there = await store.PutAsync("job", new byte[1000], None);

        ArtifactException failure = await FailsAsync(
            ArtifactFault.Unavailable, () => store.PutAsync("job", new byte[1 << 20], None));

        Assert.Contains("is full: free space on its disk", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(disk.Path, ".temporary")));
        Assert.Equal(1000, (await store.GetAsync(there, None)).Length);
        await store.CheckAsync(None);
    }

    [MountFact]
    public async Task Put_OnAReadOnlyDisk_IsUnavailableButReads()
    {
        using SmallDisk disk = new(Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName, 256);
        DirectoryArtifactStore store = new(disk.Path);
        ArtifactRef there = await store.PutAsync("job", new byte[1000], None);
        disk.MakeReadOnly();

        await FailsAsync(ArtifactFault.Unavailable, () => store.PutAsync("job", new byte[1], None));
        await FailsAsync(ArtifactFault.Unavailable, () => store.DeleteScopeAsync("job", None));
        await FailsAsync(ArtifactFault.Unavailable, () => store.CheckAsync(None));
        Assert.Equal(1000, (await store.GetAsync(there, None)).Length);
    }
}
