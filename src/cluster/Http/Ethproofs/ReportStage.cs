namespace ZeroSharp.Cluster.Http.Ethproofs;

/// <summary>What is reported of a block, in this order.</summary>
internal enum ReportStage
{
    None,

    /// <summary>It waits for a leader.</summary>
    Queued,

    /// <summary>It is worked on.</summary>
    Proving,

    /// <summary>It has a proof.</summary>
    Proved,
}
