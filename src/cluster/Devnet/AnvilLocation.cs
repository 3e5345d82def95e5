namespace ZeroSharp.Cluster.Devnet;

/// <summary>Where the program anvil is (Foundry's node for development).</summary>
public static class AnvilLocation
{
    /// <summary>Names a folder that holds anvil.</summary>
    public const string Variable = "ZEROSHARP_ANVIL";

    private const string Program = "anvil";

    private const string Advice =
        $"install Foundry (https://getfoundry.sh) or run eng/install-anvil.sh, or name it with --anvil or {Variable}";

    /// <summary>
    /// Looks in the place that is named, or else in the folder of <see cref="Variable"/>, in PATH, where Foundry's own
    /// installer puts it, and where eng/install-anvil.sh does.
    /// </summary>
    /// <param name="named">The program, or a folder that holds it; null where none is named.</param>
    /// <param name="variable">The value of an environment variable.</param>
    /// <exception cref="DevnetException">It is not there.</exception>
    public static string Find(string? named, Func<string, string?> variable)
    {
        if (named is not null)
        {
            return InFolder(named) ?? (File.Exists(named) ? Path.GetFullPath(named) : null)
                ?? throw new DevnetException($"there is no anvil at {named}: {Advice}");
        }

        if (variable(Variable) is { Length: > 0 } folder)
        {
            return InFolder(folder)
                ?? throw new DevnetException($"there is no anvil in {folder}, which {Variable} names: {Advice}");
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string cache = variable("XDG_CACHE_HOME") is { Length: > 0 } caches ? caches : Path.Combine(home, ".cache");
        string tools = Path.Combine(cache, "zerosharp", "tools");
        IEnumerable<string> folders =
        [
            .. (variable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            Path.Combine(home, ".foundry", "bin"),
            .. (Directory.Exists(tools) ? Directory.GetDirectories(tools, "foundry-*") : [])
                .OrderDescending(StringComparer.Ordinal),
        ];
        return folders.Select(InFolder).FirstOrDefault(found => found is not null)
            ?? throw new DevnetException($"anvil is not installed: {Advice}");
    }

    private static string? InFolder(string folder)
    {
        string file = Path.Combine(folder, Program);
        return File.Exists(file) ? Path.GetFullPath(file) : null;
    }
}
