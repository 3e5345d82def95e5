using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;

namespace ZeroSharp.Cluster.Store.Artifacts;

/// <summary>
/// Artifacts in a directory that all leaders and workers see: a local disk, or a shared file system. A file is
/// written under a temporary name, made durable, and then renamed, so it is there as a whole or not at all.
/// </summary>
/// <remarks>
/// An artifact is scope/ab/abcd..., by its hash; a value is scope/marks/name. Directory .temporary, which no
/// scope can be, has files that are being written and scopes that are being deleted.
/// </remarks>
public sealed class DirectoryArtifactStore : IArtifactStore
{
    /// <summary>Age after which what a killed process left behind is removed.</summary>
    public static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    // How often a file is written whose directory another process deletes meanwhile.
    private const int MaxTries = 3;

    // ENOSPC, EDQUOT and EFBIG of Linux.
    private static readonly int[] FullErrors = [28, 122, 27];

    private readonly string root;
    private readonly string temporary;

    /// <param name="path">The directory; it is made if it is not there.</param>
    /// <param name="time">Tells the age of what is left behind; the system's clock if it is left out.</param>
    /// <exception cref="ArtifactException">The directory cannot be made or written.</exception>
    public DirectoryArtifactStore(string path, TimeProvider? time = null)
    {
        root = Path.GetFullPath(path);
        temporary = Path.Combine(root, ".temporary");
        try
        {
            Directory.CreateDirectory(temporary);
            RemoveLeftovers((time ?? TimeProvider.System).GetUtcNow() - LeftoverAge);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            throw Unavailable(failure);
        }
    }

    public async Task<ArtifactRef> PutAsync(
        string scope, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        ArtifactRef reference = ArtifactNames.ReferenceTo(scope, content.Span);
        await WriteAsync(PathOf(reference), content, cancellation);
        return reference;
    }

    public async Task<byte[]> GetAsync(ArtifactRef reference, CancellationToken cancellation)
    {
        ArtifactNames.CheckReference(reference);
        return await ReadAsync(
            PathOf(reference), length => ArtifactNames.CheckLength(reference, length), cancellation) is { } content
            ? ArtifactNames.Checked(reference, content)
            : throw ArtifactNames.Missing(reference);
    }

    public Task PutMarkAsync(
        string scope, string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        ArtifactNames.CheckMark(scope, name, value);
        return WriteAsync(PathOf(scope, name), value, cancellation);
    }

    public Task<byte[]?> GetMarkAsync(string scope, string name, CancellationToken cancellation)
    {
        ArtifactNames.CheckMark(scope, name);
        return ReadAsync(
            PathOf(scope, name), length => ArtifactNames.CheckMarkLength(scope, name, length), cancellation);
    }

    public Task DeleteMarkAsync(string scope, string name, CancellationToken cancellation)
    {
        ArtifactNames.CheckMark(scope, name);
        return RunAsync(
            () =>
            {
                string path = PathOf(scope, name);
                if (File.Exists(path))
                {
                    File.Delete(path);
                    FlushUnlessGone(Path.GetDirectoryName(path)!);
                }
            },
            cancellation);
    }

    public Task DeleteScopeAsync(string scope, CancellationToken cancellation)
    {
        ArtifactNames.CheckScope(scope);
        return RunAsync(
            () =>
            {
                // Away in one step, so that nobody meets half a scope, and durably, so that it is not back later.
                string path = Path.Combine(root, scope);
                string going = TemporaryPath();
                if (!Directory.Exists(path))
                {
                    return;
                }

                try
                {
                    Directory.Move(path, going);
                }
                catch (IOException) when (!Directory.Exists(path))
                {
                    return;
                }

                DurableDirectory.Flush(root);
                try
                {
                    Directory.Delete(going, recursive: true);
                }
                catch (IOException) when (!Directory.Exists(going))
                {
                    // A process that opened the store took it for something left behind.
                }
            },
            cancellation);
    }

    public async Task CheckAsync(CancellationToken cancellation)
    {
        string path = TemporaryPath();
        byte[] probe = Guid.NewGuid().ToByteArray();
        await RunAsync(() => WriteFileAsync(path, probe, cancellation));
        byte[]? read = await ReadAsync(path, _ => { }, cancellation);
        await RunAsync(() => File.Delete(path), cancellation);
        if (read is null || !probe.AsSpan().SequenceEqual(read))
        {
            throw new ArtifactException(
                ArtifactFault.Unavailable, $"the artifact store '{root}' does not give back what was written");
        }
    }

    private static bool IsOfDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private static async Task WriteFileAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await using FileStream file = new(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await file.WriteAsync(content, cancellation);
        file.Flush(flushToDisk: true);
    }

    private static void FlushUnlessGone(string directory)
    {
        if (Directory.Exists(directory))
        {
            DurableDirectory.Flush(directory);
        }
    }

    private Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        RunAsync(async () =>
        {
            string written = TemporaryPath();
            try
            {
                await WriteFileAsync(written, content, cancellation);
                Rename(written, path);
            }
            finally
            {
                File.Delete(written);
            }
        });

    private void Rename(string from, string to)
    {
        string directory = Path.GetDirectoryName(to)!;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(directory);
                File.Move(from, to, overwrite: true);
                DurableDirectory.Flush(directory);
                DurableDirectory.Flush(Path.GetDirectoryName(directory)!);
                DurableDirectory.Flush(root);
                return;
            }
            catch (Exception failure) when (
                attempt < MaxTries && IsOfDisk(failure) && File.Exists(from) && !Directory.Exists(directory))
            {
            }
        }
    }

    /// <summary>All of a file; null if there is none.</summary>
    /// <param name="checkLength">Throws for a length that is not to be read.</param>
    private async Task<byte[]?> ReadAsync(string path, Action<long> checkLength, CancellationToken cancellation)
    {
        try
        {
            await using FileStream file = new(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
                FileOptions.Asynchronous);
            checkLength(file.Length);
            byte[] content = new byte[file.Length];
            int length = await file.ReadAtLeastAsync(
                content, content.Length, throwOnEndOfStream: false, cancellation);
            checkLength(length);
            return content;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // Without its root, the store is what is missing: perhaps it is not mounted.
            return Directory.Exists(root) ? null : throw Unavailable(failure);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            throw Unavailable(failure);
        }
    }

    private async Task RunAsync(Func<Task> action)
    {
        try
        {
            await Task.Run(action);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            throw Unavailable(failure);
        }
    }

    private Task RunAsync(Action action, CancellationToken cancellation) => RunAsync(() =>
    {
        cancellation.ThrowIfCancellationRequested();
        action();
        return Task.CompletedTask;
    });

    private void RemoveLeftovers(DateTimeOffset before)
    {
        foreach (FileSystemInfo leftover in new DirectoryInfo(temporary).EnumerateFileSystemInfos())
        {
            try
            {
                if (leftover.LastWriteTimeUtc >= before.UtcDateTime)
                {
                    continue;
                }

                if (leftover is DirectoryInfo directory)
                {
                    directory.Delete(recursive: true);
                }
                else
                {
                    leftover.Delete();
                }
            }
            catch (IOException)
            {
                // Another process that opens the store removes it too.
            }
        }
    }

    private ArtifactException Unavailable(Exception failure)
    {
        string why = failure switch
        {
            _ when FullErrors.Contains(failure.HResult & 0xFFFF) => "is full: free space on its disk",
            UnauthorizedAccessException => "refuses access: make it readable and writable for this user",
            DirectoryNotFoundException => "is gone: check that its disk is mounted",
            _ => $"cannot be used: {failure.Message.Split('\n')[0]}",
        };
        return new ArtifactException(ArtifactFault.Unavailable, $"the artifact store '{root}' {why}", failure);
    }

    private string TemporaryPath() => Path.Combine(temporary, Guid.NewGuid().ToString("N"));

    private string PathOf(ArtifactRef reference) =>
        Path.Combine(root, reference.Scope, reference.Sha256[..2], reference.Sha256);

    private string PathOf(string scope, string mark) => Path.Combine(root, scope, "marks", mark);
}
