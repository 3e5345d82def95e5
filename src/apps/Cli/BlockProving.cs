using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Executes blocks, proves them, and verifies each proof before it is given out.</summary>
internal static class BlockProving
{
    /// <summary>Proves blocks after they were executed natively and in the emulator.</summary>
    /// <exception cref="WitnessException">
    /// A block is not valid, and that may not be proven, or its input does not suffice; nothing is proven then.
    /// </exception>
    public static IReadOnlyList<BlockProof> Prove(
        IReadOnlyList<PreparedBlock> blocks,
        int threadCount,
        long memory,
        bool isQuiet,
        bool allowsInvalid,
        CancellationToken cancellation)
    {
        List<(PreparedBlock Block, ulong Cycles)> runs = [];
        Statement? before = null;
        foreach (PreparedBlock block in blocks)
        {
            BlockResult result = BlockExecution.Run(block.Witness, block.Input, allowsInvalid);
            Statement statement = result.Statement;
            if (result.Status == BlockStatus.Ok)
            {
                StatementChain.RequireNoBreak(before, statement);
                before = statement;
            }
            else
            {
                Console.Error.WriteLine($"warning: {BlockExecution.Explain(block.Witness, result)}");
            }

            GuestRun run = GuestRun.Execute(block, statement, cancellation);
            runs.Add((block, run.Cycles));
        }

        using ProgramProver prover = BlockProgram.CreateProver(threadCount);
        return ProgressDisplay.During(isQuiet, display =>
        {
            List<BlockProof> proofs = [];
            foreach ((PreparedBlock block, ulong cycles) in runs)
            {
                ProvingProgress progress = new(block.Number, cycles, display);
                Zkvm.Executor.SegmentLimits limits = ProvingPlan.Limits(prover, memory, block.Input);
                proofs.Add(Prove(prover, block, limits, progress, cancellation));
            }

            return proofs;
        });
    }

    /// <summary>Proves one block on which execution has decided.</summary>
    public static BlockProof Prove(
        ProgramProver prover,
        PreparedBlock block,
        Zkvm.Executor.SegmentLimits limits,
        ProvingProgress progress,
        CancellationToken cancellation)
    {
        BlockProof proof = BlockProof.FromRun(prover.Prove(block.Input, limits, progress, cancellation, progress))
            ?? throw new InvalidOperationException("the block program wrote no statement");
        return proof.VerifyRun(prover.Key) is { } problem
            ? throw new InvalidOperationException($"block {block.Number}: the proof does not verify: {problem}")
            : proof;
    }
}
