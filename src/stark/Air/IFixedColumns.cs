using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>
/// Columns that belong to the machine and not to a proof: the program, and lookup tables. They are
/// either committed once, in the verifying key, or structured enough for the verifier to evaluate.
/// </summary>
public interface IFixedColumns
{
    /// <summary>Number of fixed columns.</summary>
    int Width { get; }

    /// <summary>log2 of the number of rows; an instance of this chip has exactly that height.</summary>
    int LogHeight { get; }

    /// <summary>
    /// True if the columns are committed in the verifying key; false if
    /// <see cref="Evaluate"/> computes their multilinear extension.
    /// </summary>
    bool IsCommitted { get; }

    /// <summary>Writes the 2^<see cref="LogHeight"/> values of one column.</summary>
    void Fill(int column, Span<BabyBear> values);

    /// <summary>
    /// For a structured column c: the sum over rows x of weight(x) * c(x), where the weight of the row
    /// with top <paramref name="skipWeights"/>-index t and remaining bits y is skipWeights[t] * eq(rest, y).
    /// The first coordinate of <paramref name="rest"/> belongs to the most significant remaining bit.
    /// </summary>
    Ext5 Evaluate(int column, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> rest);
}
