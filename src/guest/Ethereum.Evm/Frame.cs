using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// One call or creation that is running. There is one object for each depth, used again and again;
/// its stack and memory stay allocated.
/// </summary>
public sealed class Frame(int depth)
{
    public const int StackLimit = 1024;

    // A memory of this size would cost more gas than any block has.
    private const ulong MemoryLimit = 1 << 30;

    /// <summary>0 for the frame of the transaction.</summary>
    public readonly int Depth = depth;

    public readonly UInt256[] Stack = new UInt256[StackLimit];
    public int Height;

    public byte[] Memory = new byte[1024];

    /// <summary>The active memory in bytes, a multiple of 32.</summary>
    public int MemorySize;

    public ContractCode Code = ContractCode.Empty;
    public int Position;

    /// <summary>Gas left; may be negative after OutOfGas.</summary>
    public long Gas;

    /// <summary>The account whose storage and balance the code works on.</summary>
    public Account Self = null!;

    public Address Caller;
    public UInt256 Value;
    public ByteSlice Input;
    public bool IsStatic;
    public bool IsCreation;

    /// <summary>The state to go back to if the frame fails.</summary>
    public StateSnapshot Snapshot;

    /// <summary>What the frame returns or reverts with: a part of its memory.</summary>
    public ByteSlice Output;

    /// <summary>The return data of the frame's last call.</summary>
    public ByteSlice ReturnData;

    /// <summary>Where the result of the pending call goes in this frame's memory.</summary>
    public int ResultOffset;

    /// <summary>Room for the result of the pending call.</summary>
    public int ResultLength;

    /// <summary>Prepares the frame for a new call; clears what the last one left.</summary>
    public void Reset()
    {
        Memory.AsSpan(0, MemorySize).Clear();
        MemorySize = 0;
        Height = 0;
        Position = 0;
        Output = default;
        ReturnData = default;
    }

    public void Push(in UInt256 value) => Stack[Height++] = value;

    /// <summary>Takes gas; false if there is not enough.</summary>
    public bool Charge(long cost)
    {
        Gas -= cost;
        return Gas >= 0;
    }

    /// <summary>
    /// Makes a range of memory active and pays for it; false if the gas does not suffice. A range of
    /// length zero may begin anywhere.
    /// </summary>
    public bool TryExpand(in UInt256 offset, in UInt256 length, out int start, out int count)
    {
        start = 0;
        count = 0;
        if (length.IsZero)
        {
            return true;
        }

        if (!offset.FitsUInt64 || !length.FitsUInt64
            || offset.U0 > MemoryLimit || length.U0 > MemoryLimit)
        {
            return false;
        }

        start = (int)offset.U0;
        count = (int)length.U0;
        return TryExpand(offset.U0 + length.U0);
    }

    /// <summary>Makes the memory up to a position active and pays for it.</summary>
    public bool TryExpand(ulong end)
    {
        if (end <= (ulong)MemorySize)
        {
            return true;
        }

        if (end > MemoryLimit)
        {
            return false;
        }

        long words = ((long)end + 31) >> 5;
        long before = MemorySize >> 5;
        long cost = (3 * (words - before)) + ((words * words) >> 9) - ((before * before) >> 9);
        if (!Charge(cost))
        {
            return false;
        }

        int size = (int)words << 5;
        if (size > Memory.Length)
        {
            var grown = new byte[Math.Max(size, 2 * Memory.Length)];
            Memory.AsSpan(0, MemorySize).CopyTo(grown);
            Memory = grown;
        }

        MemorySize = size;
        return true;
    }
}
