using System.Diagnostics;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>A file system in memory, small or read-only, until it is disposed.</summary>
internal sealed class SmallDisk : IDisposable
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

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void Dispose() => Run("umount", Path);

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
