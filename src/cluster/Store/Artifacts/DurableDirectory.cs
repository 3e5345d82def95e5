using System.Runtime.InteropServices;

namespace ZeroSharp.Cluster.Store.Artifacts;

/// <summary>Makes the names in a directory durable, where the system has a way to.</summary>
internal static partial class DurableDirectory
{
    private const int ReadOnly = 0;

    /// <summary>Waits until files that were created, renamed or deleted in a directory are so on disk.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(path, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"the directory cannot be opened: error {Marshal.GetLastPInvokeError()}");
        }

        try
        {
            int error = Synchronize(handle) < 0 ? Marshal.GetLastPInvokeError() : 0;

            // EINVAL: a file system where directories need none.
            if (error is not (0 or 22))
            {
                throw new IOException($"the directory cannot be written: error {error}");
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
