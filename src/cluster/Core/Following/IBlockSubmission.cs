using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>Makes jobs of blocks of a chain.</summary>
public interface IBlockSubmission
{
    /// <summary>The job of a block: a new one, or the one that lives or is proved.</summary>
    /// <exception cref="RpcException">The node does not give the block; it may be in the chain no more.</exception>
    /// <exception cref="WitnessException">What it gives is not right.</exception>
    /// <exception cref="FollowException">The block does not follow the previous proof.</exception>
    /// <exception cref="JobStoreException">The database is not available.</exception>
    /// <exception cref="ArtifactException">The input cannot be stored.</exception>
    Task<Job> SubmitAsync(FollowedBlock block, CancellationToken cancellation);
}

/// <summary>Submits blocks with witnesses from a node.</summary>
/// <param name="source">The node.</param>
/// <param name="submission">Where jobs go.</param>
/// <param name="name">Who submits; see <see cref="Job.Source"/>.</param>
/// <param name="previous">The statement that the block with the next number must follow; null for none.</param>
public sealed class WitnessSubmission(
    IWitnessSource source, JobSubmission submission, string name, Statement? previous) : IBlockSubmission
{
    public async Task<Job> SubmitAsync(FollowedBlock block, CancellationToken cancellation)
    {
        FetchedBlock fetched = await source.FetchAsync(BlockId.Of(block.Hash), cancellation);
        if (fetched.Hash != block.Hash || fetched.ParentHash != block.ParentHash)
        {
            throw new WitnessException($"block {block.Number}: the node gave another one than {block.HashText}");
        }

        if (StatementChain.FindBreak(previous, fetched.Statement) is { } problem)
        {
            throw new FollowException(problem + " (the previous proof)");
        }

        ExecutedBlock executed = new(fetched.Witness, fetched.Witness.ToBlockInput(), fetched.Statement);
        return (await submission.SubmitAsync(executed, name, cancellation)).Job;
    }
}
