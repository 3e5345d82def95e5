using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// Where the fractions of all interactions lie among the 2^n leaves of the LogUp tree. A slice is one
/// interaction of one instance, 2^h leaves in row order; slices follow each other in the order of the
/// instances (tallest first), then of the interactions, so each starts at a multiple of its length.
/// The leaves behind the last slice are the constant fraction 0/1.
/// </summary>
public sealed class LogUpShape
{
    /// <summary>
    /// Largest n: fewer leaves than p, so that a message sent once a row cannot wrap around to zero.
    /// </summary>
    public const int MaxLogLeafCount = 30;

    private readonly int[] _logHeights;
    private readonly int[] _firstSlices;
    private readonly int[] _instanceOfSlice;
    private readonly long[] _offsets;

    private LogUpShape(
        int[] logHeights,
        int[] firstSlices,
        int[] instanceOfSlice,
        long[] offsets,
        long leafCount,
        int logLeafCount)
    {
        _logHeights = logHeights;
        _firstSlices = firstSlices;
        _instanceOfSlice = instanceOfSlice;
        _offsets = offsets;
        LeafCount = leafCount;
        LogLeafCount = logLeafCount;
    }

    /// <summary>n: at least the height of the tallest instance, interactions or not.</summary>
    public int LogLeafCount { get; }

    /// <summary>Leaves that belong to a slice.</summary>
    public long LeafCount { get; }

    public int InstanceCount => _logHeights.Length;

    public int SliceCount => _instanceOfSlice.Length;

    /// <summary>The first slice of an instance; its slices follow each other.</summary>
    public int FirstSlice(int instance) => _firstSlices[instance];

    public int InteractionCount(int instance) => _firstSlices[instance + 1] - _firstSlices[instance];

    public int LogHeight(int instance) => _logHeights[instance];

    /// <summary>The first leaf of a slice, a multiple of the slice's length.</summary>
    public long SliceOffset(int slice) => _offsets[slice];

    public int SliceInstance(int slice) => _instanceOfSlice[slice];

    public int SliceLogHeight(int slice) => _logHeights[_instanceOfSlice[slice]];

    /// <summary>
    /// Takes each instance's log2 of rows and number of interactions, tallest first. False if they are
    /// not sorted or the leaves are too many.
    /// </summary>
    public static bool TryCreate(
        ReadOnlySpan<int> logHeights, ReadOnlySpan<int> interactionCounts, out LogUpShape? shape)
    {
        shape = null;
        int[] firstSlices = new int[logHeights.Length + 1];
        long leafCount = 0;
        int sliceCount = 0;
        for (int i = 0; i < logHeights.Length; i++)
        {
            int previous = i == 0 ? MaxLogLeafCount : logHeights[i - 1];
            if (logHeights[i] < 0 || logHeights[i] > previous || interactionCounts[i] < 0)
            {
                return false;
            }

            if (interactionCounts[i] > ((1L << MaxLogLeafCount) - leafCount) >> logHeights[i])
            {
                return false;
            }

            leafCount += (long)interactionCounts[i] << logHeights[i];
            sliceCount += interactionCounts[i];
            firstSlices[i + 1] = sliceCount;
        }

        int[] instanceOfSlice = new int[sliceCount];
        long[] offsets = new long[sliceCount];
        long offset = 0;
        for (int i = 0; i < logHeights.Length; i++)
        {
            for (int slice = firstSlices[i]; slice < firstSlices[i + 1]; slice++)
            {
                instanceOfSlice[slice] = i;
                offsets[slice] = offset;
                offset += 1L << logHeights[i];
            }
        }

        int logLeafCount = logHeights.Length == 0 ? 0 : logHeights[0];
        while (1L << logLeafCount < leafCount)
        {
            logLeafCount++;
        }

        shape = new LogUpShape(
            logHeights.ToArray(), firstSlices, instanceOfSlice, offsets, leafCount, logLeafCount);
        return true;
    }

    /// <summary>
    /// eq of the slice's address bits with the first n - h coordinates of <paramref name="point"/>.
    /// </summary>
    public Ext5 SliceWeight(int slice, ReadOnlySpan<Ext5> point)
    {
        int logHeight = SliceLogHeight(slice);
        int addressBits = LogLeafCount - logHeight;
        long address = _offsets[slice] >> logHeight;
        Ext5 weight = Ext5.One;
        for (int i = 0; i < addressBits; i++)
        {
            bool bit = ((address >> (addressBits - 1 - i)) & 1) != 0;
            weight *= bit ? point[i] : Ext5.One - point[i];
        }

        return weight;
    }

    /// <summary>
    /// The sum over the padding leaves of eq(leaf, point), which is what they add to q(point); they
    /// add nothing to p(point).
    /// </summary>
    public Ext5 PaddingWeight(ReadOnlySpan<Ext5> point)
    {
        Ext5 weight = Ext5.One;
        for (int slice = 0; slice < SliceCount; slice++)
        {
            weight -= SliceWeight(slice, point);
        }

        return weight;
    }
}
