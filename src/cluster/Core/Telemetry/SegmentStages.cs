using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>The names that the stages of a segment's proof have in metrics and traces.</summary>
internal static class SegmentStages
{
    /// <summary>The stages in their order, with their times.</summary>
    public static (string Name, TimeSpan Elapsed)[] Of(SegmentReport report) =>
    [
        ("execute", report.Execution),
        ("trace", report.Trace),
        ("commit", report.Stages.Commit),
        ("logup", report.Stages.LogUp),
        ("zerocheck", report.Stages.Zerocheck),
        ("stacking", report.Stages.Stacking),
        ("opening", report.Stages.Opening),
    ];

    /// <summary>The name of a stage that begins.</summary>
    public static string NameOf(ProofStage? stage) => stage?.ToString().ToLowerInvariant() ?? "trace";
}
