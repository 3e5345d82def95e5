namespace ZeroSharp.Cli;

/// <summary>
/// Writes a file as a whole or not at all: the content goes into a temporary file beside the target,
/// which takes the target's name only when it is complete and on disk.
/// </summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(
        string path, Func<Stream, Task> write, CancellationToken cancellation)
    {
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
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
        }
    }
}
