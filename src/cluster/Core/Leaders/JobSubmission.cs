using System.Security.Cryptography;
using System.Text;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>A block that is ready to become a job: executed, and found provable.</summary>
/// <param name="Witness">The block.</param>
/// <param name="Input">The guest's input.</param>
/// <param name="Statement">What will be proven.</param>
public sealed record ExecutedBlock(BlockWitness Witness, byte[] Input, Statement Statement)
{
    /// <summary>Executes a block natively.</summary>
    /// <exception cref="WitnessException">It is not valid, or its witness does not suffice.</exception>
    public static ExecutedBlock Execute(BlockWitness witness, bool allowsInvalid = false)
    {
        byte[] input = witness.ToBlockInput();
        return new ExecutedBlock(witness, input, BlockExecution.Run(witness, input, allowsInvalid).Statement);
    }
}

/// <summary>Turns blocks into jobs.</summary>
/// <param name="program">Digest of the program that is proven, as 0x and hexadecimal digits.</param>
public sealed class JobSubmission(
    IJobStore jobs, IArtifactStore artifacts, string program, long segmentMemory, TimeProvider time)
{
    /// <summary>
    /// Adds a job for a block, unless there is one for the same statement that lives or is proved.
    /// </summary>
    /// <param name="source">Who asks; see <see cref="Job.Source"/>.</param>
    /// <returns>The job, and whether it is new.</returns>
    /// <exception cref="ArtifactException">The input cannot be stored.</exception>
    /// <exception cref="JobStoreException">The database is not available.</exception>
    public async Task<(Job Job, bool IsNew)> SubmitAsync(
        ExecutedBlock block, string source, CancellationToken cancellation)
    {
        using System.Diagnostics.Activity? span = ClusterTrace.StartSubmission(block.Statement.Number);
        string id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        byte[] statement = new byte[Statement.ByteLength];
        block.Statement.Write(statement);
        ArtifactRef input = await artifacts.PutAsync(id, block.Input, cancellation);
        (Job job, bool isNew) = await jobs.SubmitAsync(
            new Job
            {
                Id = id,
                Key = KeyOf(statement),
                State = JobState.Queued,
                Program = program,
                ChainId = block.Statement.ChainId,
                BlockNumber = block.Statement.Number,
                BlockHash = "0x" + Convert.ToHexStringLower(block.Statement.BlockHash.AsSpan()),
                TransactionCount = block.Witness.Transactions.Count,
                GasUsed = block.Statement.GasUsed,
                Statement = Convert.ToHexStringLower(statement),
                Source = source,
                SegmentMemory = segmentMemory,
                Input = input,
                CreatedAt = time.GetUtcNow(),
                TraceParent = span?.Id,
            },
            cancellation);
        if (!isNew)
        {
            await artifacts.DeleteScopeAsync(id, cancellation);
        }

        return (job, isNew);
    }

    // What is proven of a block is its statement, so that two inputs with one statement are one job.
    private string KeyOf(byte[] statement) => Convert.ToHexStringLower(
        SHA256.HashData([.. Encoding.UTF8.GetBytes(program), .. statement]));
}
