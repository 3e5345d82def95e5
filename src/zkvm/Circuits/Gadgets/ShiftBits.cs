using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// A shift of a value of <c>limbCount</c> limbs by an amount below 16 limbCount = 16 q + r.
/// <para>
/// Each limb is cut at bit t: limb = high 2^t + low, with t = r for shifts to the right and 16 - r to the
/// left; both parts are ranged by t and 16 - t bits, so the cut is unique. The shift by r is then made of
/// neighbouring parts, and the shift by 16 q chooses among limbs. With v = 2^t and w = 2^(16-t):
/// left out[i] = low[i] w + high[i-1]; right out[i] = high[i] + low[i+1] w, where the part above the top
/// limb is (v - 1) times the sign for SRA. For r = 0, w v = 2^16 still holds with w = 1 or v = 1.
/// </para>
/// Columns: left, srl, sra; r bits (4); q one-hot (limbCount); 2^(r0 + 2 r1), 2^r, t, v, w; sign, fill;
/// low (limbCount), high (limbCount), out (limbCount), result (limbCount).
/// </summary>
internal readonly struct ShiftBits(int first, int limbCount)
{
    private const int Limb = 1 << 16;

    public int Width => 14 + (5 * limbCount);

    /// <summary>First limb of the result.</summary>
    public int Result => Parts + (3 * limbCount);

    private int Bits => first + 3;

    private int Choice => first + 7;

    private int Powers => first + 7 + limbCount;

    private int Parts => first + 14 + limbCount;

    /// <summary>The sum of the three flags; boolean if they are.</summary>
    public T IsReal<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row[first] + row[first + 1] + row[first + 2];

    /// <summary>The operation that the flags say, for its opcodes of left, srl and sra.</summary>
    public T Opcode<TBuilder, T>(Row<TBuilder, T> row, Opcode left, Opcode srl, Opcode sra)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        (Row<TBuilder, T>.Constant((uint)left) * row[first])
        + (Row<TBuilder, T>.Constant((uint)srl) * row[first + 1])
        + (Row<TBuilder, T>.Constant((uint)sra) * row[first + 2]);

    /// <summary>States the shift; returns the amount 16 q + r as an affine form.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">The limbs to shift, below 2^16 by other means.</param>
    public T Eval<TBuilder, T>(Row<TBuilder, T> row, Limbs<T> value)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T isLeft = row[first];
        T isSra = row[first + 2];
        T isRight = row[first + 1] + isSra;
        T isReal = isLeft + isRight;
        for (int i = 0; i < 3; i++)
        {
            row.AssertBoolean(row[first + i], "flag");
        }

        T r = T.Zero;
        for (int i = 0; i < 4; i++)
        {
            row.AssertBoolean(row[Bits + i], "bit of the amount");
            r += Row<TBuilder, T>.Constant(1u << i) * row[Bits + i];
        }

        T q = T.Zero;
        T chosen = T.Zero;
        for (int i = 0; i < limbCount; i++)
        {
            row.AssertBoolean(row[Choice + i], "choice of limbs");
            chosen += row[Choice + i];
            q += Row<TBuilder, T>.Constant((uint)i) * row[Choice + i];
        }

        row.AssertZero(chosen - isReal, "one choice of limbs");
        row.AssertZero((isReal - T.One) * r, "no amount on padding");
        EvalPowers(row, isLeft, isRight, isReal, r);
        EvalParts(row, value, isLeft, isRight, isSra, isReal);
        return r + (Row<TBuilder, T>.Constant(16) * q);
    }

    public void Fill(RowWriter row, Opcode opcode, Opcode left, Opcode srl, ulong value, int amount)
    {
        bool isLeft = opcode == left;
        bool isSra = !isLeft && opcode != srl;
        row.Set(first, isLeft);
        row.Set(first + 1, opcode == srl);
        row.Set(first + 2, isSra);
        int r = amount & 15;
        int q = amount >> 4;
        for (int i = 0; i < 4; i++)
        {
            row.Set(Bits + i, (uint)(r >> i) & 1);
        }

        row.Set(Choice + q, BabyBear.One);
        int t = isLeft ? 16 - r : r;
        row.Set(Powers, 1u << (r & 3));
        row.Set(Powers + 1, 1u << r);
        row.Set(Powers + 2, (uint)t);
        row.Set(Powers + 3, 1u << t);
        row.Set(Powers + 4, 1u << (16 - t));
        uint top = (ushort)(value >> (16 * (limbCount - 1)));
        uint sign = 0;
        if (isSra)
        {
            sign = top >> 15;
            SignExtension.FillTopBit(row, Powers + 5, top);
        }

        row.Set(Powers + 6, sign * (Limb - (1u << (16 - t))));
        Span<uint> output = stackalloc uint[4];
        uint below = 0;
        for (int i = 0; i < limbCount; i++)
        {
            uint limb = (ushort)(value >> (16 * i));
            uint low = limb & ((1u << t) - 1);
            uint high = limb >> t;
            row.SetRanged(Parts + i, low, t);
            row.SetRanged(Parts + limbCount + i, high, 16 - t);
            uint above = i + 1 < limbCount ? (ushort)(value >> (16 * (i + 1))) : sign * 0xFFFF;
            output[i] = isLeft
                ? (low << (16 - t)) + below
                : high + ((above & ((1u << t) - 1)) << (16 - t));
            row.Set(Parts + (2 * limbCount) + i, output[i]);
            below = high;
        }

        for (int i = 0; i < limbCount; i++)
        {
            int source = isLeft ? i - q : i + q;
            uint limb = source < 0 ? 0 : source < limbCount ? output[source] : sign * 0xFFFF;
            row.Set(Result + i, limb);
        }
    }

    private void EvalPowers<TBuilder, T>(Row<TBuilder, T> row, T isLeft, T isRight, T isReal, T r)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T low = row[Powers];
        T power = row[Powers + 1];
        T t = row[Powers + 2];
        T v = row[Powers + 3];
        T w = row[Powers + 4];
        row.AssertZero(low - (isReal * Select(row, 0, 1) * Select(row, 1, 3)), "2^(r0 + 2 r1)");
        row.AssertZero(power - (low * Select(row, 2, 15) * Select(row, 3, 255)), "2^r");
        row.AssertZero(
            t - (isRight * r) - (isLeft * (Row<TBuilder, T>.Constant(16) - r)), "bits of the low part");
        row.AssertZero((isRight * (v - power)) + (isLeft * (w - power)), "2^t or 2^(16 - t)");
        row.AssertZero((v * w) - (Row<TBuilder, T>.Constant(Limb) * isReal), "v w = 2^16");
    }

    // 1 + bit * scale.
    private T Select<TBuilder, T>(Row<TBuilder, T> row, int bit, uint scale)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        T.One + (Row<TBuilder, T>.Constant(scale) * row[Bits + bit]);

    private void EvalParts<TBuilder, T>(
        Row<TBuilder, T> row, Limbs<T> value, T isLeft, T isRight, T isSra, T isReal)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T t = row[Powers + 2];
        T v = row[Powers + 3];
        T w = row[Powers + 4];
        T sign = row[Powers + 5];
        T fill = row[Powers + 6];
        T limbBase = Row<TBuilder, T>.Constant(Limb);
        SignExtension.AssertTopBit(row, isSra, value[limbCount - 1], sign, "sign");
        row.AssertZero((isSra - T.One) * sign, "a sign only for SRA");
        row.AssertZero(fill - (sign * (limbBase - w)), "what is shifted in");
        for (int i = 0; i < limbCount; i++)
        {
            T low = row[Parts + i];
            T high = row[Parts + limbCount + i];
            row.AssertZero(isReal * (value[i] - (high * v) - low), "parts of a limb");
            row.Range(isReal, low, t);
            row.Range(isReal, high, (Row<TBuilder, T>.Constant(16) * isReal) - t);
            T below = i == 0 ? T.Zero : row[Parts + limbCount + i - 1];
            T above = i + 1 < limbCount ? row[Parts + i + 1] * w : fill;
            T output = row[Parts + (2 * limbCount) + i];
            row.AssertZero(
                output - (isLeft * ((low * w) + below)) - (isRight * (high + above)), "shift by r");
        }

        T filled = Row<TBuilder, T>.Constant(Limb - 1) * sign;
        for (int i = 0; i < limbCount; i++)
        {
            T left = T.Zero;
            T right = T.Zero;
            for (int q = 0; q < limbCount; q++)
            {
                T choice = row[Choice + q];
                left += i < q ? T.Zero : choice * row[Parts + (2 * limbCount) + i - q];
                right += choice * (i + q < limbCount ? row[Parts + (2 * limbCount) + i + q] : filled);
            }

            row.AssertZero(row[Result + i] - (isLeft * left) - (isRight * right), "shift by limbs");
        }
    }
}
