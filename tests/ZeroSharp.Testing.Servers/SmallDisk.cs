using System.Diagnostics;

namespace ZeroSharp.Testing.Servers;

/// <summary>A file system in memory, small or read-only, until it is disposed.</summary>
public sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> Reason = new(Probe);

    public SmallDisk(string path, int kilobytes)
    {
        Path = path;
        Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", path);
    }

    /// <summary>Why nothing can be mounted here; null if it can.</summary>
    public static string? SkipReason => Reason.Value;

    public string Path { get; }

    /// <exception cref="InvalidOperationException">A file on it is open for writing.</exception>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", Path);

    public void Dispose() => Run("umount", "-l", Path);

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "only root on Linux may mount a small disk";
        }

        string path = Directory.CreateTempSubdirectory("zerosharp-mount-").FullName;
        try
        {
            new SmallDisk(path, 64).Dispose();
            return null;
        }
        catch (InvalidOperationException failure)
        {
            return failure.Message;
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {error.Trim()}");
        }
    }
}
