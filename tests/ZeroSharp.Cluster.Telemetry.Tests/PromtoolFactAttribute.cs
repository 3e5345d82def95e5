namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>A fact that needs Prometheus's promtool.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/promtool";

    public PromtoolFactAttribute()
    {
        if (!File.Exists(Path))
        {
            Skip = "promtool is not installed; run: apt-get install prometheus";
        }
    }
}
