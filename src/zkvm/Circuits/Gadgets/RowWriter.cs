using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>Writes one row of a trace, and counts what the row looks up.</summary>
internal readonly unsafe struct RowWriter
{
    private readonly BabyBear* _row;
    private readonly int _logStride;

    /// <summary>A row in a tile, whose columns are 2^<paramref name="logStride"/> elements apart.</summary>
    public RowWriter(BabyBear* row, int logStride, LookupCounts lookups)
    {
        _row = row;
        _logStride = logStride;
        Lookups = lookups;
    }

    public LookupCounts Lookups { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int column, BabyBear value) => _row[(nint)column << _logStride] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int column, uint value) => Set(column, BabyBear.FromUInt32(value));

    public void Set(int column, bool value) => Set(column, value ? BabyBear.One : BabyBear.Zero);

    /// <summary>Writes four limbs from <paramref name="first"/> on.</summary>
    public void SetLimbs(int first, ulong value)
    {
        for (int i = 0; i < 4; i++)
        {
            Set(first + i, (ushort)(value >> (16 * i)));
        }
    }

    /// <summary>Writes a value that the row range-checks.</summary>
    public void SetRanged(int column, uint value, int bits)
    {
        Set(column, value);
        Lookups.AddRange(value, bits);
    }

    /// <summary>Writes four limbs that the row range-checks.</summary>
    public void SetRangedLimbs(int first, ulong value)
    {
        SetLimbs(first, value);
        for (int i = 0; i < 4; i++)
        {
            Lookups.AddRange((ushort)(value >> (16 * i)), 16);
        }
    }

    /// <summary>Writes the time since the last access, or since the word was refreshed.</summary>
    public void SetRecent(int column, uint time, uint previous) =>
        SetRanged(
            column,
            RefreshRecord.IsNeeded(time, previous) ? 0 : time - previous - 1,
            RefreshRecord.RecentBits);

    /// <summary>Writes the two limbs of the time since the last access.</summary>
    public void SetElapsed(int first, uint time, uint previous)
    {
        SetClockLimbs(first, time - previous - 1);
    }

    /// <summary>Writes the two limbs of a time or a difference of times.</summary>
    public void SetClockLimbs(int first, uint time)
    {
        SetRanged(first, time & 0x1FFF, 13);
        SetRanged(first + 1, time >> 13, 13);
    }
}
