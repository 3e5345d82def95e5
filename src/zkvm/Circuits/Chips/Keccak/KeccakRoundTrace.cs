using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Keccak;

/// <summary>
/// Writes rounds to a trace. The words of 16 rounds are collected, and then spread into columns: the bits of
/// 16 rows are one cache line, where a single row would touch one for each of its thousands of columns.
/// </summary>
internal unsafe ref struct KeccakRoundTrace(TraceMatrix trace)
{
    private const int BlockRows = SixteenLanes.Lanes;

    // Positions of a round's words in the block.
    private const int Input = 0;
    private const int Theta = Input + KeccakRound.Lanes;
    private const int Parity = Theta + KeccakRound.Lanes;
    private const int NewParity = Parity + KeccakRound.Side;
    private const int Output = NewParity + KeccakRound.Side;
    private const int BeforeIota = Output + KeccakRound.Lanes;
    private const int Id = BeforeIota + 1;
    private const int Flags = Id + 1;
    private const int WordCount = Flags + 1;

    // Word by word, 16 rows each.
    private readonly ulong[] _block = new ulong[WordCount * BlockRows];
    private int _rowsInBlock;
    private int _written;

    /// <summary>Adds the rounds from <paramref name="first"/> to <paramref name="end"/> - 1 of a call.</summary>
    public void Add(EcallRecord call, int first, int end)
    {
        Span<ulong> state = stackalloc ulong[KeccakRound.Lanes];
        Span<ulong> next = stackalloc ulong[KeccakRound.Lanes];
        Span<ulong> row = stackalloc ulong[WordCount];
        call.Old.CopyTo(state);
        for (int round = 0; round < Math.Min(end, KeccakRound.Rounds); round++)
        {
            state.CopyTo(row.Slice(Input));
            KeccakRound.Parities(state, row.Slice(Parity, KeccakRound.Side));
            KeccakRound.Theta(row.Slice(Parity, KeccakRound.Side), state);
            state.CopyTo(row.Slice(Theta));
            KeccakRound.Parities(state, row.Slice(NewParity, KeccakRound.Side));
            KeccakRound.RhoPiChi(state, next);
            row[BeforeIota] = next[0];
            next[0] ^= KeccakRound.Constant(round);
            next.CopyTo(row.Slice(Output));
            next.CopyTo(state);
            row[Id] = call.Step.Timestamp + 2;
            row[Flags] = 1UL << round;
            if (round >= first)
            {
                AddRow(row);
            }
        }
    }

    /// <summary>Writes the rows that do not fill a block.</summary>
    public void Complete() => Flush();

    private void AddRow(scoped ReadOnlySpan<ulong> row)
    {
        for (int i = 0; i < WordCount; i++)
        {
            _block[(BlockRows * i) + _rowsInBlock] = row[i];
        }

        _rowsInBlock++;
        if (_rowsInBlock == BlockRows)
        {
            Flush();
        }
    }

    private void Flush()
    {
        WriteBits(Flags, 1, KeccakRound.Rounds, KeccakColumns.Flags);
        WriteBits(Theta, KeccakRound.Lanes, KeccakRound.LaneBits, KeccakColumns.Theta);
        WriteBits(Parity, KeccakRound.Side, KeccakRound.LaneBits, KeccakColumns.Parity);
        WriteBits(NewParity, KeccakRound.Side, KeccakRound.LaneBits, KeccakColumns.NewParity);
        for (int i = 0; i < 4 * KeccakRound.Lanes; i++)
        {
            WriteLimb(Input + (i / 4), i % 4, KeccakColumns.Input + i);
            WriteLimb(Output + (i / 4), i % 4, KeccakColumns.Output + i);
        }

        Span<uint> words = stackalloc uint[BlockRows];
        for (int i = 0; i < KeccakRound.ConstantBits; i++)
        {
            for (int row = 0; row < BlockRows; row++)
            {
                words[row] = (uint)(Word(BeforeIota, row) >> KeccakRound.ConstantPosition(i));
            }

            Write(SixteenLanes.FromBits(words, 0), KeccakColumns.BeforeIota + i);
        }

        // The clock has 26 bits, so the id is below p.
        WriteLowWord(Id, KeccakColumns.Id);
        _written += _rowsInBlock;
        _rowsInBlock = 0;
    }

    private readonly ulong Word(int word, int row) => _block[(BlockRows * word) + row];

    // The low bitCount bits of each word, one column a bit.
    private readonly void WriteBits(int firstWord, int wordCount, int bitCount, int column)
    {
        Span<uint> half = stackalloc uint[BlockRows];
        for (int word = firstWord; word < firstWord + wordCount; word++)
        {
            for (int bit = 0; bit < bitCount; bit++)
            {
                if (bit % 32 == 0)
                {
                    for (int row = 0; row < BlockRows; row++)
                    {
                        half[row] = (uint)(Word(word, row) >> bit);
                    }
                }

                Write(SixteenLanes.FromBits(half, bit % 32), column++);
            }
        }
    }

    private readonly void WriteLimb(int word, int limb, int column)
    {
        Span<uint> values = stackalloc uint[BlockRows];
        for (int row = 0; row < BlockRows; row++)
        {
            values[row] = (ushort)(Word(word, row) >> (16 * limb));
        }

        Write(SixteenLanes.FromUInt32(values), column);
    }

    private readonly void WriteLowWord(int word, int column)
    {
        Span<uint> values = stackalloc uint[BlockRows];
        for (int row = 0; row < BlockRows; row++)
        {
            values[row] = (uint)Word(word, row);
        }

        Write(SixteenLanes.FromUInt32(values), column);
    }

    private readonly void Write(SixteenLanes cells, int column)
    {
        BabyBear* target = trace.ColumnPointer(column) + _written;
        if (_rowsInBlock == BlockRows)
        {
            cells.StoreLine(target);
        }
        else
        {
            cells.Store(target, _rowsInBlock);
        }
    }
}
