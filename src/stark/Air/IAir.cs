using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>
/// The relation that every row of one chip's trace satisfies. Relations are row-local: what connects
/// rows goes over a bus. A column is a multilinear polynomial over the row index.
/// </summary>
public interface IAir
{
    /// <summary>The chip's name, unique within a machine; part of the verifying key.</summary>
    string Name { get; }

    /// <summary>Number of columns that the prover commits to for each proof.</summary>
    int Width { get; }

    /// <summary>Columns fixed by the machine, or null when the chip has none.</summary>
    IFixedColumns? Fixed => null;

    /// <summary>
    /// States the constraints (degree at most <see cref="AirLimits.MaxConstraintDegree"/>) and the bus
    /// interactions (multiplicity and message of degree 1, fixed columns included) of one row.
    /// </summary>
    void Eval<TBuilder, T>(ref TBuilder builder)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>;
}

/// <summary>What an AIR's <see cref="IAir.Eval"/> talks to.</summary>
public interface IAirBuilder<T>
    where T : struct, IField<T>
{
    /// <summary>The row's value in a committed column.</summary>
    T Main(int column);

    /// <summary>The row's value in a fixed column.</summary>
    T FixedColumn(int column);

    /// <summary>Demands that <paramref name="value"/> is zero on every row, padding included.</summary>
    void AssertZero(T value, string label);

    /// <summary>
    /// Adds <paramref name="multiplicity"/> copies of a message to a bus. Sends use a positive, receives
    /// a negated multiplicity; a proof is accepted only if every message of every bus sums to zero.
    /// </summary>
    void Interact(int bus, T multiplicity, ReadOnlySpan<T> message);
}

/// <summary>Limits that hold for every AIR of every machine.</summary>
public static class AirLimits
{
    /// <summary>Largest total degree of a constraint in the columns of a row.</summary>
    public const int MaxConstraintDegree = 3;

    /// <summary>Longest message of a bus interaction, in field elements.</summary>
    public const int MaxMessageLength = 128;
}
