using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Keccak;

/// <summary>
/// Writes rounds to a trace. Rows are collected in a block of 16, which is then transposed: a single
/// row would touch one cache line for each of its thousands of columns.
/// </summary>
internal ref struct KeccakRoundTrace(TraceMatrix trace)
{
    private const int BlockRows = 16;

    private readonly BabyBear[] _block = new BabyBear[BlockRows * KeccakColumns.Width];
    private int _rowsInBlock;
    private int _written;

    /// <summary>Adds the rounds from <paramref name="first"/> to <paramref name="end"/> - 1 of a call.</summary>
    public void Add(EcallRecord call, int first, int end)
    {
        Span<ulong> state = stackalloc ulong[KeccakRound.Lanes];
        Span<ulong> next = stackalloc ulong[KeccakRound.Lanes];
        Span<ulong> parities = stackalloc ulong[KeccakRound.Side];
        call.Old.CopyTo(state);
        for (int round = 0; round < Math.Min(end, KeccakRound.Rounds); round++)
        {
            bool isWritten = round >= first;
            Span<BabyBear> row = isWritten ? BeginRow() : default;
            KeccakRound.Parities(state, parities);
            if (isWritten)
            {
                row[KeccakColumns.Id] = BabyBear.FromUInt32(call.Step.Timestamp + 2);
                row[KeccakColumns.Flags + round] = BabyBear.One;
                WriteLimbs(row.Slice(KeccakColumns.Input), state);
                WriteBits(row.Slice(KeccakColumns.Parity), parities);
            }

            KeccakRound.Theta(parities, state);
            KeccakRound.RhoPiChi(state, next);
            if (isWritten)
            {
                WriteBits(row.Slice(KeccakColumns.Theta), state);
                KeccakRound.Parities(state, parities);
                WriteBits(row.Slice(KeccakColumns.NewParity), parities);
                for (int i = 0; i < KeccakRound.ConstantBits; i++)
                {
                    row[KeccakColumns.BeforeIota + i] = Bit(next[0], KeccakRound.ConstantPosition(i));
                }
            }

            next[0] ^= KeccakRound.Constant(round);
            next.CopyTo(state);
            if (isWritten)
            {
                WriteLimbs(row.Slice(KeccakColumns.Output), state);
                EndRow();
            }
        }
    }

    /// <summary>Writes the rows that do not fill a block.</summary>
    public void Complete() => Flush();

    private readonly Span<BabyBear> BeginRow()
    {
        Span<BabyBear> row = _block.AsSpan(_rowsInBlock * KeccakColumns.Width, KeccakColumns.Width);
        row.Slice(KeccakColumns.Flags, KeccakRound.Rounds).Clear();
        return row;
    }

    private void EndRow()
    {
        _rowsInBlock++;
        if (_rowsInBlock == BlockRows)
        {
            Flush();
        }
    }

    private void Flush()
    {
        for (int column = 0; column < KeccakColumns.Width; column++)
        {
            Span<BabyBear> target = trace.Column(column).Slice(_written, _rowsInBlock);
            for (int row = 0; row < target.Length; row++)
            {
                target[row] = _block[(row * KeccakColumns.Width) + column];
            }
        }

        _written += _rowsInBlock;
        _rowsInBlock = 0;
    }

    private static void WriteLimbs(Span<BabyBear> target, ReadOnlySpan<ulong> lanes)
    {
        for (int i = 0; i < 4 * lanes.Length; i++)
        {
            target[i] = BabyBear.FromUInt32((ushort)(lanes[i / 4] >> (16 * (i % 4))));
        }
    }

    private static void WriteBits(Span<BabyBear> target, ReadOnlySpan<ulong> lanes)
    {
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            for (int z = 0; z < KeccakRound.LaneBits; z++)
            {
                target[(KeccakRound.LaneBits * lane) + z] = Bit(lanes[lane], z);
            }
        }
    }

    // A bit as an element: all ones or all zeros masks the representation of one.
    private static BabyBear Bit(ulong lane, int z) =>
        BabyBear.FromRaw(BabyBear.One.Raw & (uint)-(int)((lane >> z) & 1));
}
