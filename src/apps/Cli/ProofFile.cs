using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>What verification says about a proof.</summary>
/// <param name="Proof">The proof.</param>
/// <param name="Problem">Why it is not valid; null if it is.</param>
internal sealed record ProofVerdict(BlockProof Proof, string? Problem);

/// <summary>Reads and verifies proof files.</summary>
internal static class ProofFile
{
    public static async Task<IReadOnlyList<BlockProof>> ReadAsync(string path, CancellationToken cancellation) =>
        BlockProofDocument.Read(await InputFile.ReadAsync(path, cancellation));

    /// <summary>
    /// Verifies all proofs, compares them with the rules of their chain and with headers if there are some, and
    /// checks that proofs of neighbouring blocks that stand one after another follow each other.
    /// </summary>
    public static IReadOnlyList<ProofVerdict> Verify(
        IReadOnlyList<BlockProof> proofs, HeaderFile? headers, ChainSpec? chain)
    {
        using ProgramProver program = BlockProgram.CreateProver(Environment.ProcessorCount);
        List<ProofVerdict> verdicts = [];
        Statement? before = null;
        foreach (BlockProof proof in proofs)
        {
            string place = $"block {proof.Statement.Number}: ";
            verdicts.Add(new ProofVerdict(
                proof,
                proof.Verify(program.Key) is { } problem
                    ? place + problem
                    : proof.FindWrongRule(chain) is { } rule
                        ? place + rule
                        : headers?.FindDifference(proof.Statement)
                        ?? StatementChain.FindBreak(before, proof.Statement)));
            before = proof.Statement;
        }

        return verdicts;
    }
}
