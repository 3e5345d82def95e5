using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Reads and verifies proof files.</summary>
internal static class ProofFile
{
    public static async Task<IReadOnlyList<BlockProof>> ReadAsync(string path, CancellationToken cancellation) =>
        BlockProofDocument.Read(await InputFile.ReadAsync(path, cancellation));

    /// <summary>
    /// Verifies all proofs, and compares them with headers if there are some. Prints what is wrong; true
    /// if nothing is.
    /// </summary>
    public static bool Verify(IReadOnlyList<BlockProof> proofs, HeaderFile? headers)
    {
        using ProgramProver program = BlockProgram.CreateProver(Environment.ProcessorCount);
        bool isValid = proofs.Count > 0;
        foreach (BlockProof proof in proofs)
        {
            string? problem = proof.Verify(program.Key) ?? headers?.FindDifference(proof.Statement);
            if (problem is not null)
            {
                Console.Error.WriteLine($"error: block {proof.Statement.Number}: {problem}");
                isValid = false;
            }
        }

        return isValid;
    }
}
