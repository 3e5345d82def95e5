namespace ZeroSharp.Cli.Cluster;

/// <summary>Names of processes, unique in a cluster.</summary>
internal static class RoleName
{
    /// <summary>Host, process and a random part: a process id returns after a restart, in pods always.</summary>
    public static string Create(string role) =>
        $"{role}-{Environment.MachineName.ToLowerInvariant()}-{Environment.ProcessId}-"
        + Convert.ToHexStringLower(BitConverter.GetBytes(Random.Shared.Next()));
}
