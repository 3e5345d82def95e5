using System.Globalization;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>
/// What Linux tells a process of itself in /proc and /sys. Each answer is null where the system does not tell it:
/// another system, a sandbox that hides it, or a file without the line.
/// </summary>
public static class ProcessLimits
{
    // Control groups are nested a few deep; the bound is for a path that is not one.
    private const int MaxDepth = 64;

    /// <summary>
    /// Bytes of memory that this process may have: the smallest limit of its control group and those above it,
    /// of version 2 or 1, or else all memory of the machine.
    /// </summary>
    /// <param name="root">Where /proc and /sys are: "/" but for tests.</param>
    public static long? Memory(string root)
    {
        long? machine = Field(Path.Combine(root, "proc/meminfo"), "MemTotal") * 1024;
        long? group = null;
        foreach (string line in Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            // <id>:<controllers>:<path>; version 2 has one line without controllers.
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            long? limit = parts[1].Length == 0
                ? Smallest(Path.Combine(root, "sys/fs/cgroup"), parts[2], "memory.max")
                : parts[1].Split(',').Contains("memory")
                ? Smallest(Path.Combine(root, "sys/fs/cgroup/memory"), parts[2], "memory.limit_in_bytes")
                : null;
            group = Least(group, limit);
        }

        // Version 1 says a number near the largest one where there is no limit.
        return Least(machine, group);
    }

    /// <summary>A figure of /proc/self/io: <c>read_bytes</c> or <c>write_bytes</c>.</summary>
    /// <param name="root">Where /proc is: "/" but for tests.</param>
    /// <param name="field">The line's name.</param>
    public static long? DiskBytes(string root, string field) => Field(Path.Combine(root, "proc/self/io"), field);

    /// <summary>How many files, sockets and pipes this process has open.</summary>
    /// <param name="root">Where /proc is: "/" but for tests.</param>
    public static long? OpenFiles(string root)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(root, "proc/self/fd")).LongCount();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // In a container the path is often that of the host, which is not there: then the mount's own limit counts.
    private static long? Smallest(string mount, string path, string file)
    {
        long? smallest = null;
        string rest = path.Trim('/');
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            smallest = Least(smallest, Number(Lines(Path.Combine(mount, rest, file)).FirstOrDefault()));
            if (rest.Length == 0)
            {
                break;
            }

            rest = rest[..Math.Max(0, rest.LastIndexOf('/'))];
        }

        return smallest;
    }

    private static long? Field(string path, string name)
    {
        string? line = Lines(path).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return Number(line?[(name.Length + 1)..].Trim().Split(' ')[0]);
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static long? Least(long? one, long? other) =>
        one is null || other < one ? other : one;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
