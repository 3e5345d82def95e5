using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The table of eq(point, x) over all x, as a product of two: eq(first coordinates, x / 2^LogBlock) and
/// eq(last coordinates, x mod 2^LogBlock). The second stays in the cache as packed lanes, and its
/// weighted sums over one block are multiplied by one element of the first.
/// </summary>
internal sealed unsafe class EqualityWeights : IDisposable
{
    /// <summary>Largest log2 of a block: 256 elements are 5 KiB.</summary>
    public const int MaxLogBlock = 8;

    private readonly FieldBuffer _low;
    private readonly Ext5[] _high;

    /// <summary>Takes a point of at least 3 coordinates, most significant first.</summary>
    public EqualityWeights(ReadOnlySpan<Ext5> point)
        : this(point, MaxLogBlock)
    {
    }

    /// <summary>The same in blocks of at most 2^<paramref name="maxLogBlock"/>, which is at least 3.</summary>
    public EqualityWeights(ReadOnlySpan<Ext5> point, int maxLogBlock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(point.Length, 3);
        LogBlock = Math.Min(point.Length, maxLogBlock);
        int highCount = point.Length - LogBlock;
        _high = Expand(point[..highCount]);
        Ext5[] low = Expand(point[highCount..]);
        _low = new FieldBuffer((nuint)Ext5.Degree << LogBlock);
        for (int i = 0; i < low.Length; i++)
        {
            PackedFractions.StoreLane(_low.Pointer + (i / 8 * 40), i % 8, low[i]);
        }
    }

    public int LogBlock { get; }

    public int BlockSize => 1 << LogBlock;

    /// <summary>Number of blocks.</summary>
    public int BlockCount => _high.Length;

    /// <summary>The weights within a block: packed elements, 40 words for eight.</summary>
    public BabyBear* Low => _low.Pointer;

    public Ext5 High(int block) => _high[block];

    public void Dispose() => _low.Dispose();

    /// <summary>The table of eq(point, x) as plain elements.</summary>
    public static Ext5[] Expand(ReadOnlySpan<Ext5> point)
    {
        Ext5[] table = new Ext5[1 << point.Length];
        EqTable.Fill(point, Ext5.One, table);
        return table;
    }
}
