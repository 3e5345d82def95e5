using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli.Cluster;

/// <summary>The proof that the first block of a run has to follow (-f).</summary>
internal static class PreviousProof
{
    /// <summary>The statement of the last proof in a file.</summary>
    /// <exception cref="WitnessException">It is no proof.</exception>
    public static async Task<Statement> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<BlockProof> proofs = await ProofFile.ReadAsync(file, cancellation);
            return proofs.Count > 0
                ? proofs[^1].Statement
                : throw new WitnessException($"{file}: it holds no proof");
        }
        catch (FormatException failure)
        {
            throw new WitnessException($"{file}: {failure.Message}", failure);
        }
    }

    /// <exception cref="WitnessException">It is no proof, or the block does not follow it.</exception>
    public static async Task<Statement> RequireAsync(string file, Statement first, CancellationToken cancellation)
    {
        Statement previous = await ReadAsync(file, cancellation);
        if (previous.ChainId != first.ChainId)
        {
            throw new WitnessException(
                $"{file} is a proof of chain {previous.ChainId}, and block {first.Number} is of chain {first.ChainId}");
        }

        if (previous.Number + 1 != first.Number)
        {
            throw new WitnessException(
                $"{file} is the proof of block {previous.Number}, which block {first.Number} does not follow: "
                + $"begin with block {previous.Number + 1}, or leave -f out");
        }

        return StatementChain.FindBreak(previous, first) is { } problem
            ? throw new WitnessException($"{problem} (the proof in {file})")
            : previous;
    }
}
