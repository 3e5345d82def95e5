namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// A word that an instruction accesses more than <see cref="RecentTicks"/> after its last access: it is
/// moved to the tick before the access by a row of its own. Calls look back over any time, and need none.
/// </summary>
public struct RefreshRecord
{
    /// <summary>Bits of the time since the last access, less one, in the rows of instructions.</summary>
    public const int RecentBits = 16;

    /// <summary>Ticks that the rows of instructions look back.</summary>
    public const uint RecentTicks = 1u << RecentBits;

    public bool IsRegister;

    /// <summary>Index of the register, or byte address / 8.</summary>
    public uint WordAddress;

    public ulong Value;

    /// <summary>Time of the last access; 0 if there was none in the segment.</summary>
    public uint PreviousTimestamp;

    /// <summary>The time that the word is moved to: one tick before the instruction's access.</summary>
    public uint Timestamp;

    /// <summary>Whether an access at a time needs a refresh.</summary>
    public static bool IsNeeded(uint time, uint previous) => time - previous > RecentTicks;
}
