using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits;

/// <summary>
/// An AIR of the machine that knows how to fill its trace from what a segment did. An all-zero row is a
/// valid padding row of every chip.
/// </summary>
public abstract class Chip : IAir
{
    public abstract string Name { get; }

    public abstract int Width { get; }

    public virtual IFixedColumns? Fixed => null;

    public abstract void Eval<TBuilder, T>(ref TBuilder builder)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>;

    /// <summary>Number of rows that the segment needs in this chip, padding not counted.</summary>
    public abstract int CountRows(SegmentRecord segment);

    /// <summary>
    /// Writes rows [<paramref name="first"/>, <paramref name="first"/> + <paramref name="count"/>) of the
    /// chip to the trace's rows 0 to <paramref name="count"/> - 1, and counts what they look up. The trace
    /// is zero before. Calls for different instances may run at the same time, each with its own counts.
    /// </summary>
    public abstract void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups);
}
