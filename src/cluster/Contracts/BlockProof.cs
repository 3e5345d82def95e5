using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cluster.Contracts;

/// <summary>A block's statement and the proof of the block program's run that ends with it.</summary>
public sealed class BlockProof
{
    private BlockProof(RunProof run, Statement statement)
    {
        Run = run;
        Statement = statement;
    }

    public RunProof Run { get; }

    /// <summary>The run's output, decoded.</summary>
    public Statement Statement { get; }

    /// <summary>Null if the output is no statement of this version.</summary>
    public static BlockProof? FromRun(RunProof run) =>
        Statement.TryRead(run.Output, out Statement statement) ? new BlockProof(run, statement) : null;

    /// <summary>
    /// Verifies the proof, and that the statement says that the block is valid. Returns null if it is, or
    /// what is wrong.
    /// </summary>
    public string? Verify(ProgramKey key)
    {
        RunResult result = RunVerifier.Verify(key, Run, out int segment);
        if (result != RunResult.Accepted)
        {
            return segment < 0 ? $"rejected: {result}" : $"segment {segment} rejected: {result}";
        }

        return Statement.Status == BlockStatus.Ok
            ? null
            : $"the proven statement is that the block is not valid: {Statement.Status}";
    }
}
