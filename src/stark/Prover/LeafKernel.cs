using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// Evaluates constant + sum of coefficient * column over rows, with extension coefficients: five base
/// products a term, of which up to four are summed before anything is reduced.
/// </summary>
internal sealed unsafe class LeafKernel
{
    // Columns lie a power of two apart, so the cache lines of more than eight would evict each other.
    private const int ColumnsAtOnce = 6;

    private readonly PackedExt5 _constant;
    private readonly nint[] _columns;
    private readonly PackedExt5[] _coefficients;

    public LeafKernel(Ext5 constant, ReadOnlySpan<nint> columns, ReadOnlySpan<Ext5> coefficients)
    {
        _constant = PackedExt5.Broadcast(constant);
        _columns = columns.ToArray();
        _coefficients = new PackedExt5[coefficients.Length];
        for (int i = 0; i < coefficients.Length; i++)
        {
            _coefficients[i] = PackedExt5.Broadcast(coefficients[i]);
        }
    }

    /// <summary>
    /// Writes the values of <paramref name="count"/> rows, a multiple of eight, eight elements every
    /// <paramref name="step"/> words.
    /// </summary>
    public void Fill(long row, int count, BabyBear* target, int step)
    {
        fixed (nint* columns = _columns)
        {
            fixed (PackedExt5* coefficients = _coefficients)
            {
                int first = 0;
                do
                {
                    int termCount = Math.Min(ColumnsAtOnce, _columns.Length - first);
                    BabyBear* block = target;
                    for (int i = 0; i < count; i += PackedFractions.Lanes)
                    {
                        PackedExt5 sum = Avx2.IsSupported
                            ? SumWide(columns + first, coefficients + first, termCount, row + i)
                            : SumNarrow(columns + first, coefficients + first, termCount, row + i);
                        sum += first == 0
                            ? _constant
                            : PackedExt5.Load(block, PackedFractions.Lanes);
                        sum.Store(block, PackedFractions.Lanes);
                        block += step;
                    }

                    first += ColumnsAtOnce;
                }
                while (first < _columns.Length);
            }
        }
    }

    private static PackedExt5 SumNarrow(
        nint* columns, PackedExt5* coefficients, int termCount, long row)
    {
        PackedExt5 sum = PackedExt5.Zero;
        for (int term = 0; term < termCount; term++)
        {
            sum += coefficients[term] * PackedBabyBear.Load((BabyBear*)columns[term] + row);
        }

        return sum;
    }

    // Even and odd lanes apart. Four products are below 4 p^2 < 2^64; before two more are added, p 2^32
    // is subtracted where possible, so that the sums stay below 2 p 2^32, as the reduction needs.
    private static PackedExt5 SumWide(
        nint* columns, PackedExt5* coefficients, int termCount, long row)
    {
        Vector256<ulong> even0 = default;
        Vector256<ulong> even1 = default;
        Vector256<ulong> even2 = default;
        Vector256<ulong> even3 = default;
        Vector256<ulong> even4 = default;
        Vector256<ulong> odd0 = default;
        Vector256<ulong> odd1 = default;
        Vector256<ulong> odd2 = default;
        Vector256<ulong> odd3 = default;
        Vector256<ulong> odd4 = default;
        for (int term = 0; term < termCount; term++)
        {
            if (term >= 4 && (term & 1) == 0)
            {
                even0 = PackedBabyBear.SubtractHigh(even0);
                even1 = PackedBabyBear.SubtractHigh(even1);
                even2 = PackedBabyBear.SubtractHigh(even2);
                even3 = PackedBabyBear.SubtractHigh(even3);
                even4 = PackedBabyBear.SubtractHigh(even4);
                odd0 = PackedBabyBear.SubtractHigh(odd0);
                odd1 = PackedBabyBear.SubtractHigh(odd1);
                odd2 = PackedBabyBear.SubtractHigh(odd2);
                odd3 = PackedBabyBear.SubtractHigh(odd3);
                odd4 = PackedBabyBear.SubtractHigh(odd4);
            }

            Vector256<uint> even = PackedBabyBear.Load((BabyBear*)columns[term] + row).Words;
            Vector256<uint> odd = Avx2.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32();
            PackedExt5* c = coefficients + term;
            even0 += Avx2.Multiply(even, c->C0.Words);
            odd0 += Avx2.Multiply(odd, c->C0.Words);
            even1 += Avx2.Multiply(even, c->C1.Words);
            odd1 += Avx2.Multiply(odd, c->C1.Words);
            even2 += Avx2.Multiply(even, c->C2.Words);
            odd2 += Avx2.Multiply(odd, c->C2.Words);
            even3 += Avx2.Multiply(even, c->C3.Words);
            odd3 += Avx2.Multiply(odd, c->C3.Words);
            even4 += Avx2.Multiply(even, c->C4.Words);
            odd4 += Avx2.Multiply(odd, c->C4.Words);
        }

        return new PackedExt5(
            PackedBabyBear.Reduce(even0, odd0),
            PackedBabyBear.Reduce(even1, odd1),
            PackedBabyBear.Reduce(even2, odd2),
            PackedBabyBear.Reduce(even3, odd3),
            PackedBabyBear.Reduce(even4, odd4));
    }
}
