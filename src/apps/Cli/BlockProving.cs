using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Executes blocks, proves them, and verifies each proof before it is given out.</summary>
internal static class BlockProving
{
    /// <exception cref="WitnessException">A block is not valid; nothing is proven then.</exception>
    public static IReadOnlyList<BlockProof> Prove(
        IReadOnlyList<PreparedBlock> blocks,
        int threadCount,
        long memory,
        bool isQuiet,
        CancellationToken cancellation)
    {
        List<(PreparedBlock Block, ulong Cycles)> runs = [];
        Statement? before = null;
        foreach (PreparedBlock block in blocks)
        {
            Statement statement = BlockExecution.Run(block.Witness, block.Input).Statement;
            StatementChain.RequireNoBreak(before, statement);
            before = statement;
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

    /// <summary>Proves one block that execution has found valid.</summary>
    public static BlockProof Prove(
        ProgramProver prover,
        PreparedBlock block,
        Zkvm.Executor.SegmentLimits limits,
        ProvingProgress progress,
        CancellationToken cancellation)
    {
        BlockProof proof = BlockProof.FromRun(prover.Prove(block.Input, limits, progress, cancellation, progress))
            ?? throw new InvalidOperationException("the block program wrote no statement");
        return proof.Verify(prover.Key) is { } problem
            ? throw new InvalidOperationException($"block {block.Number}: the proof does not verify: {problem}")
            : proof;
    }
}
