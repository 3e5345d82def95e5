namespace ZeroSharp.Cli;

/// <summary>
/// Writes a file as a whole or not at all: the content goes into a temporary file beside the target,
/// which takes the target's name only when it is complete and on disk. Devices and pipes below /dev and
/// /proc are written as they are.
/// </summary>
internal static class AtomicFile
{
    private static volatile string? _unfinished;

    /// <summary>
    /// Checks that a file can be written, and leaves nothing behind: what is found out before minutes of
    /// proving.
    /// </summary>
    /// <exception cref="IOException">It cannot; the message is one line that says why.</exception>
    public static void EnsureWritable(string path)
    {
        if (path.Length == 0)
        {
            throw new IOException("cannot write a file without a name");
        }

        string target = Resolve(path);
        if (Directory.Exists(target))
        {
            throw new IOException($"cannot write {path}: it is a folder");
        }

        string? folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder))
        {
            throw new IOException($"cannot write {path}: there is no folder {folder}");
        }

        try
        {
            if (IsDevice(target))
            {
                File.OpenHandle(target, FileMode.Open, FileAccess.Write).Dispose();
                return;
            }

            string temporary = TemporaryName(target);
            File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write).Dispose();
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, failure);
        }
    }

    /// <exception cref="IOException">The file was not written; the message is one line that says why.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        WriteAsync(path, stream => stream.WriteAsync(content, cancellation).AsTask(), cancellation);

    /// <summary>Writes what comes piece by piece; nothing is left where it ends with an exception.</summary>
    /// <exception cref="IOException">The file was not written; the message is one line that says why.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken cancellation)
    {
        string target = Resolve(path);
        try
        {
            if (IsDevice(target))
            {
                await using FileStream device = new(target, FileMode.Open, FileAccess.Write);
                await write(device);
                return;
            }

            await ReplaceAsync(target, write, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, failure);
        }
    }

    /// <summary>Deletes the temporary file of a write that will not be finished.</summary>
    public static void DeleteUnfinished()
    {
        if (_unfinished is { } temporary)
        {
            File.Delete(temporary);
        }
    }

    private static async Task ReplaceAsync(
        string target, Func<Stream, Task> write, CancellationToken cancellation)
    {
        string temporary = TemporaryName(target);
        try
        {
            _unfinished = temporary;
            await using (FileStream stream = new(
                temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                await write(stream);
                await stream.FlushAsync(cancellation);
                stream.Flush(flushToDisk: true);
            }

            cancellation.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
            _unfinished = null;
        }
    }

    // A link stays a link: what it points to is replaced.
    private static string Resolve(string path)
    {
        FileInfo file = new(path);
        return IsDevice(file.FullName) || file.LinkTarget is null
            ? file.FullName
            : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static bool IsDevice(string target) =>
        File.Exists(target)
        && (target.StartsWith("/dev/", StringComparison.Ordinal)
            || target.StartsWith("/proc/", StringComparison.Ordinal))
        && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static string TemporaryName(string target) => $"{target}.{Environment.ProcessId}.tmp";

    private static IOException Refused(string path, Exception failure) =>
        new($"cannot write {path}: {FailureText.OneLine(failure.Message)}", failure);
}
