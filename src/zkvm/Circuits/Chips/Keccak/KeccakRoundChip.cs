using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Keccak;

/// <summary>
/// One round of keccak-f[1600] a row: takes (id, round, state) from the Keccak bus, and gives (id, round +
/// 1, new state). Only the state after theta and the column parities are bits; the state before theta is
/// their combination, the state after chi is of degree 3 in them.
/// </summary>
public sealed class KeccakRoundChip : Chip
{
    private const int Limb = 16;

    public override string Name => "KeccakRound";

    public override int Width => KeccakColumns.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = T.Zero;
        T round = T.Zero;
        for (int i = 0; i < KeccakRound.Rounds; i++)
        {
            T flag = row[KeccakColumns.Flags + i];
            row.AssertBoolean(flag, "round flag");
            isReal += flag;
            round += Row<TBuilder, T>.Constant((uint)i) * flag;
        }

        row.AssertBoolean(isReal, "one round");
        AssertTheta(row);
        AssertChi(row);
        Interact(row, -isReal, round, KeccakColumns.Input);
        Interact(row, isReal, round + T.One, KeccakColumns.Output);
    }

    public override int CountRows(SegmentRecord segment) =>
        KeccakRound.Rounds * segment.KeccakCalls.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        KeccakRoundTrace rows = new(trace);
        int lastCall = (first + count + KeccakRound.Rounds - 1) / KeccakRound.Rounds;
        for (int call = first / KeccakRound.Rounds; call < lastCall; call++)
        {
            int before = first - (call * KeccakRound.Rounds);
            rows.Add(segment.KeccakCalls[call], Math.Max(before, 0), before + count);
        }

        rows.Complete();
    }

    // With parities C of the columns before theta and C' after it, C' = C + D (the five lanes of a
    // column gain the same D), so that D = C + C' and the state before theta is A' + D, all modulo 2. C' is
    // bound to C by the definition of D, and to A' by its parity; together these make C the parity of A.
    private static void AssertTheta<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int x = 0; x < KeccakRound.Side; x++)
        {
            LaneOf<T> storage = default;
            Span<T> difference = storage;
            for (int z = 0; z < KeccakRound.LaneBits; z++)
            {
                T parity = row[KeccakColumns.ParityBit(x, z)];
                T newParity = row[KeccakColumns.NewParityBit(x, z)];
                T left = row[KeccakColumns.ParityBit(x + 4, z)];
                T right = row[KeccakColumns.ParityBit(x + 1, z - 1)];
                row.AssertBoolean(parity, "parity");
                row.AssertZero(newParity - Xor(Xor(parity, left), right), "new parity");
                difference[z] = Xor(parity, newParity);

                T excess = -newParity;
                for (int lane = x; lane < KeccakRound.Lanes; lane += KeccakRound.Side)
                {
                    excess += row[KeccakColumns.ThetaBit(lane, z)];
                }

                T two = Row<TBuilder, T>.Constant(2);
                row.AssertZero(excess * (excess - two) * (excess - two - two), "parity after theta");
            }

            for (int lane = x; lane < KeccakRound.Lanes; lane += KeccakRound.Side)
            {
                AssertInput(row, lane, difference);
            }
        }
    }

    private static void AssertInput<TBuilder, T>(
        Row<TBuilder, T> row, int lane, ReadOnlySpan<T> difference)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int limb = 0; limb < 4; limb++)
        {
            T value = T.Zero;
            for (int z = (Limb * limb) + Limb - 1; z >= Limb * limb; z--)
            {
                T bit = row[KeccakColumns.ThetaBit(lane, z)];
                row.AssertBoolean(bit, "bit after theta");
                value += value + Xor(bit, difference[z]);
            }

            row.AssertZero(row[KeccakColumns.Input + (4 * lane) + limb] - value, "input");
        }
    }

    private static void AssertChi<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int lane = 0; lane < KeccakRound.Lanes; lane++)
        {
            for (int limb = 0; limb < 4; limb++)
            {
                T value = T.Zero;
                for (int z = (Limb * limb) + Limb - 1; z >= Limb * limb; z--)
                {
                    T bit = ChiBit(row, lane, z);
                    value += value + (lane == 0 ? AddConstant(row, bit, z) : bit);
                }

                row.AssertZero(row[KeccakColumns.Output + (4 * lane) + limb] - value, "output");
            }
        }
    }

    // A bit of B + (1 + B1) B2, where B is the state after rho and pi.
    private static T ChiBit<TBuilder, T>(Row<TBuilder, T> row, int lane, int z)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T b0 = Moved(row, lane, z);
        T b1 = Moved(row, KeccakRound.InRow(lane, 1), z);
        T b2 = Moved(row, KeccakRound.InRow(lane, 2), z);
        return Xor(b0, b2 - (b1 * b2));
    }

    private static T Moved<TBuilder, T>(Row<TBuilder, T> row, int lane, int z)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        int source = KeccakRound.SourceOf(lane);
        return row[KeccakColumns.ThetaBit(source, z - KeccakRound.Rotation(source))];
    }

    // A bit that some round constant flips has a column, since it is of degree 3 already.
    private static T AddConstant<TBuilder, T>(Row<TBuilder, T> row, T bit, int z)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int i = 0; i < KeccakRound.ConstantBits; i++)
        {
            if (KeccakRound.ConstantPosition(i) != z)
            {
                continue;
            }

            T column = row[KeccakColumns.BeforeIota + i];
            row.AssertZero(column - bit, "bit before iota");
            T flip = T.Zero;
            for (int round = 0; round < KeccakRound.Rounds; round++)
            {
                if (((KeccakRound.Constant(round) >> z) & 1) != 0)
                {
                    flip += row[KeccakColumns.Flags + round];
                }
            }

            return Xor(column, flip);
        }

        return bit;
    }

    private static void Interact<TBuilder, T>(Row<TBuilder, T> row, T multiplicity, T round, int state)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        KeccakMessage<T> storage = default;
        Span<T> message = storage;
        message[0] = row[KeccakColumns.Id];
        message[1] = round;
        for (int i = 0; i < KeccakColumns.StateLimbs; i++)
        {
            message[2 + i] = row[state + i];
        }

        row.Send(Buses.Keccak, multiplicity, message);
    }

    private static T Xor<T>(T a, T b)
        where T : struct, IField<T>
    {
        T product = a * b;
        return a + b - product - product;
    }

    [InlineArray(KeccakRound.LaneBits)]
    private struct LaneOf<T>
    {
        private T _first;
    }
}

/// <summary>A message of the Keccak bus: call, round, 100 limbs.</summary>
[InlineArray(2 + KeccakColumns.StateLimbs)]
internal struct KeccakMessage<T>
{
    private T _first;
}
