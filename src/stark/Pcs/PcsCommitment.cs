using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// Committed columns as the prover keeps them: the encoded matrix and its Merkle tree, and the source
/// of the columns, which an opening reads again and which must not change meanwhile.
/// </summary>
public sealed class PcsCommitment : IDisposable
{
    private readonly EncodedMatrix _matrix;
    private readonly MerkleTree _tree;

    private PcsCommitment(IColumnSource source, EncodedMatrix matrix, MerkleTree tree)
    {
        Source = source;
        _matrix = matrix;
        _tree = tree;
        Root = new byte[Blake3.DigestLength];
        tree.CopyRoot(Root);
    }

    public IColumnSource Source { get; }

    /// <summary>The root of the Merkle tree, 32 bytes.</summary>
    public byte[] Root { get; }

    /// <summary>What the verifier gets.</summary>
    public CommittedMatrix Public => new(Root, Source.Count);

    /// <summary>Encodes the columns and builds the tree.</summary>
    /// <param name="parameters">Those of the later opening.</param>
    /// <param name="threads">Most threads that work at once.</param>
    public static PcsCommitment Create(PcsParameters parameters, IColumnSource source, int threads) =>
        Create(parameters.Round(0).Domain, source, threads);

    public void Dispose()
    {
        _matrix.Dispose();
        _tree.Dispose();
    }

    internal static PcsCommitment Create(CodewordDomain domain, IColumnSource source, int threads)
    {
        var matrix = new EncodedMatrix(domain.LogSize, source.Count);
        var tree = new MerkleTree(matrix);
        new ReedSolomonEncoder(domain, threads).Encode(source, matrix, tree);
        tree.HashNodes(threads);
        return new PcsCommitment(source, matrix, tree);
    }

    /// <summary>The rows at ascending, different positions.</summary>
    public RowOpening Open(ReadOnlySpan<uint> positions)
    {
        var rows = new BabyBear[positions.Length * _matrix.Width];
        for (int i = 0; i < positions.Length; i++)
        {
            _matrix.Row((int)positions[i]).CopyTo(rows.AsSpan(i * _matrix.Width, _matrix.Width));
        }

        return new RowOpening(_matrix.Width, rows, _tree.Open(positions));
    }
}
