using System.Globalization;
using System.Text;
using System.Text.Json;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Following;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cli.Cluster;

/// <summary>
/// What `leader rpc` prints: an event a line on standard output; or, of a range without a directory, a proof a line
/// there, and the events on standard error.
/// </summary>
/// <param name="artifacts">Where the proofs are.</param>
/// <param name="directory">Where they go; null for none.</param>
/// <param name="isJson">Whether events are JSON.</param>
/// <param name="isRange">Whether a range is proven.</param>
internal sealed class FollowOutput(
    IArtifactStore artifacts, ProofDirectory? directory, bool isJson, bool isRange) : IFollowOutput
{
    private BlockProof? _proof;

    /// <summary>Blocks that failed for good.</summary>
    public int FailedCount { get; private set; }

    private bool PrintsProofs => isRange && directory is null;

    public async Task PrepareAsync(FollowedBlock block, Job job, CancellationToken cancellation)
    {
        if (directory is null && !PrintsProofs)
        {
            return;
        }

        _proof = await JobProof.ReadAsync(artifacts, job, cancellation);
        if (_proof.Statement.BlockHash != block.Hash)
        {
            throw new ArtifactException(
                ArtifactFault.Corrupt,
                $"the proof of job {job.Id} is not that of block {block.Number} {block.HashText}");
        }

        if (directory is not null)
        {
            await directory.WriteAsync(_proof, cancellation);
        }
    }

    public void Report(FollowEvent report)
    {
        if (report is BlockFailedEvent { IsFinal: true })
        {
            FailedCount++;
        }

        if (PrintsProofs && report is BlockProvedEvent)
        {
            Console.WriteLine(Encoding.UTF8.GetString(BlockProofDocument.Write([_proof!])));
        }

        (PrintsProofs ? Console.Error : Console.Out).WriteLine(isJson ? Json(report) : Line(report));
    }

    private static string Line(FollowEvent report) => report switch
    {
        BlockProvedEvent proved => string.Create(
            CultureInfo.InvariantCulture,
            $"block {proved.Block.Number} {proved.Block.HashText} proved, job {proved.Job.Id}"),
        BlockFailedEvent failed => string.Create(
            CultureInfo.InvariantCulture,
            $"block {failed.Block.Number} {failed.Block.HashText} failed, job {failed.Block.JobId}")
            + $"{(failed.IsFinal ? string.Empty : ", is tried again")}: {FailureText.OneLine(failed.Reason)}",
        ChainReorganizedEvent reorg => string.Create(
            CultureInfo.InvariantCulture,
            $"reorganisation: the chain goes on from block {reorg.AncestorNumber}; {reorg.Orphans.Count} orphans, ")
            + $"{reorg.RetractedCount} of them reported before",
        _ => throw new InvalidOperationException(report.GetType().Name),
    };

    private static string Json(FollowEvent report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            switch (report)
            {
                case BlockProvedEvent proved:
                    writer.WriteString("event", "proved");
                    WriteBlock(writer, proved.Block);
                    break;
                case BlockFailedEvent failed:
                    writer.WriteString("event", "failed");
                    WriteBlock(writer, failed.Block);
                    writer.WriteString("error", failed.Reason);
                    writer.WriteBoolean("final", failed.IsFinal);
                    break;
                case ChainReorganizedEvent reorg:
                    writer.WriteString("event", "reorg");
                    writer.WriteNumber("ancestor", reorg.AncestorNumber);
                    writer.WriteString(
                        "ancestor_hash", reorg.AncestorHash is { } hash ? StatementText.Hex(hash) : null);
                    writer.WriteNumber("retracted", reorg.RetractedCount);
                    writer.WriteStartArray("orphans");
                    foreach (FollowedBlock orphan in reorg.Orphans)
                    {
                        writer.WriteStartObject();
                        WriteBlock(writer, orphan);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    throw new InvalidOperationException(report.GetType().Name);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteBlock(Utf8JsonWriter writer, FollowedBlock block)
    {
        writer.WriteNumber("block", block.Number);
        writer.WriteString("hash", block.HashText);
        writer.WriteString("job", block.JobId);
    }
}
