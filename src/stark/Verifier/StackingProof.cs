using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The messages of the stacking sumcheck: for each of m rounds the coefficients c0 and c2 of a polynomial
/// of degree 2, then the evaluation of every stack column.
/// </summary>
public sealed class StackingProof
{
    private readonly Ext5[] _rounds;
    private readonly Ext5[] _columns;

    public StackingProof(ReadOnlySpan<Ext5> rounds, ReadOnlySpan<Ext5> columns)
    {
        _rounds = rounds.ToArray();
        _columns = columns.ToArray();
    }

    /// <summary>Two elements a round.</summary>
    public ReadOnlySpan<Ext5> Rounds => _rounds;

    /// <summary>S_j(rho), main stack first.</summary>
    public ReadOnlySpan<Ext5> Columns => _columns;

    /// <summary>Bytes of a proof of this shape.</summary>
    public static int ByteLength(StackingShape shape) =>
        4 * Ext5.Degree * ((2 * shape.LogHeight) + shape.ColumnCount);

    /// <summary>False if the bytes end too early or are not canonical.</summary>
    public static bool TryRead(ref ProofReader reader, StackingShape shape, out StackingProof? proof)
    {
        proof = null;
        Ext5[] rounds = new Ext5[2 * shape.LogHeight];
        Ext5[] columns = new Ext5[shape.ColumnCount];
        if (!reader.TryRead(rounds) || !reader.TryRead(columns))
        {
            return false;
        }

        proof = new StackingProof(rounds, columns);
        return true;
    }

    public void WriteTo(ProofWriter writer)
    {
        writer.Write(Rounds);
        writer.Write(Columns);
    }
}
