using ZeroSharp.Cluster.Chains;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
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
    public string? Verify(ProgramKey key) => VerifyRun(key)
        ?? (Statement.Status == BlockStatus.Ok
            ? null
            : $"the proven statement is that the block is not valid: {Statement.Status}");

    /// <summary>Verifies the proof, whatever its statement says of the block. Null, or what is wrong.</summary>
    public string? VerifyRun(ProgramKey key)
    {
        RunResult result = RunVerifier.Verify(key, Run, out int segment);
        return result == RunResult.Accepted
            ? null
            : segment < 0 ? $"rejected: {result}" : $"segment {segment} rejected: {result}";
    }

    /// <summary>
    /// How the rules that the statement names differ from those that its chain has for the block; null if they
    /// do not, or if the chain is neither given nor built in.
    /// </summary>
    /// <remarks>The program applies the rules that it is told, so whoever trusts a statement checks them.</remarks>
    /// <param name="given">The chain, if it is not a built-in one.</param>
    public string? FindWrongRule(ChainSpec? given)
    {
        if (given is not null && given.ChainId != Statement.ChainId)
        {
            return $"the chain id is {Statement.ChainId}, not {given.ChainId}";
        }

        ChainSpec? chain = given ?? ChainSpec.Find(Statement.ChainId);
        if (chain is null)
        {
            return null;
        }

        bool isProofOfStake = chain.MergedNumber is { } merged
            ? Statement.Number >= merged
            : Statement.Fork >= Fork.Paris;
        ChainRules due;
        try
        {
            due = chain.RulesAt(Statement.Number, Statement.Timestamp, isProofOfStake);
        }
        catch (ChainException failure)
        {
            return failure.Message;
        }

        BlobSchedule blobs = Statement.Blobs;
        if (Statement.Fork != due.Fork)
        {
            return $"the rules of {Statement.Fork} were applied, and {chain.Name} had those of {due.Fork}";
        }

        if (blobs.Target != due.Blobs.Target || blobs.Max != due.Blobs.Max
            || blobs.UpdateFraction != due.Blobs.UpdateFraction)
        {
            return $"blobs {blobs.Target}/{blobs.Max} were applied, and {chain.Name} had "
                + $"{due.Blobs.Target}/{due.Blobs.Max}";
        }

        return Statement.Fork < Fork.Prague || Statement.DepositContract == new Address(due.DepositContract)
            ? null
            : $"deposits were taken from another contract than that of {chain.Name}";
    }
}
