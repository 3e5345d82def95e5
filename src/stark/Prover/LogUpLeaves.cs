using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The leaves of the LogUp tree, recomputed from the traces wherever they are needed: storing them
/// would take 24 bytes each, and evaluating affine functions costs less than reading that.
/// </summary>
internal sealed unsafe class LogUpLeaves
{
    private readonly LogUpShape _shape;
    private readonly LeafSlice[] _slices;

    public LogUpLeaves(LogUpShape shape, LeafSlice[] slices)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(slices.Length, shape.SliceCount);
        for (int slice = 0; slice < slices.Length; slice++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(shape.SliceLogHeight(slice), 3);
            slices[slice].Freeze();
        }

        _shape = shape;
        _slices = slices;
    }

    /// <summary>n.</summary>
    public int LogCount => _shape.LogLeafCount;

    /// <summary>
    /// Leaves before the constant tail, a multiple of eight and at least half of all, so that only the
    /// second half of the tree's last layer has a tail.
    /// </summary>
    public long LiveCount => Math.Max(_shape.LeafCount, (1L << LogCount) / 2);

    /// <summary>
    /// Writes leaves [first, first + count), multiples of eight, tail included, as blocks of
    /// <see cref="PackedFractions.LeafBlockWords"/>.
    /// </summary>
    public void Fill(long first, int count, BabyBear* target)
    {
        int slice = FindSlice(first);
        while (count > 0 && slice < _slices.Length)
        {
            long row = first - _shape.SliceOffset(slice);
            long rest = (1L << _shape.SliceLogHeight(slice)) - row;
            int part = (int)Math.Min(rest, count);
            _slices[slice].Fill(row, part, target);
            target += part / PackedFractions.Lanes * PackedFractions.LeafBlockWords;
            first += part;
            count -= part;
            slice++;
        }

        for (; count > 0; count -= PackedFractions.Lanes)
        {
            PackedBabyBear.Zero.Store(target);
            PackedExt5.One.Store(target + PackedFractions.Lanes, PackedFractions.Lanes);
            target += PackedFractions.LeafBlockWords;
        }
    }

    /// <summary>The slice that holds a leaf; the number of slices for a leaf behind the last.</summary>
    private int FindSlice(long leaf)
    {
        if (leaf >= _shape.LeafCount)
        {
            return _slices.Length;
        }

        int low = 0;
        int high = _slices.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_shape.SliceOffset(middle) <= leaf)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
