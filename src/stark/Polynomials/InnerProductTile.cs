using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// What one thread needs for inner products of columns with a table: some rows of both, and its sums,
/// which are added to those of all threads at the end.
/// </summary>
internal sealed unsafe class InnerProductTile(int length, Ext5[] total) : IDisposable
{
    private const int Lanes = PackedBabyBear.Lanes;

    private readonly FieldBuffer _run = new((nuint)length);

    // For each coefficient the words of the rows, then the words again with the odd ones in even places.
    private readonly FieldBuffer _table = new((nuint)(2 * Ext5.Degree * length));

    public Ext5[] Sums { get; } = new Ext5[total.Length];

    /// <summary>Where the rows of a column are put.</summary>
    public Span<BabyBear> RunSpan => new(_run.Pointer, length);

    /// <summary>Takes the table's rows.</summary>
    public void LoadTable(uint* table, nint stride)
    {
        uint* to = (uint*)_table.Pointer;
        for (int c = 0; c < Ext5.Degree; c++)
        {
            new ReadOnlySpan<uint>(table + (c * stride), length).CopyTo(new Span<uint>(to, length));
            for (int i = 0; i <= length - Lanes; i += Lanes)
            {
                (Vector256.Load(to + i).AsUInt64() >>> 32).AsUInt32().Store(to + length + i);
            }

            to += 2 * length;
        }
    }

    /// <summary>The sum over the rows of table times column.</summary>
    public Ext5 InnerProduct()
    {
        uint* run = (uint*)_run.Pointer;
        uint* table = (uint*)_table.Pointer;
        int stride = 2 * length;
        Ext5 sum = Ext5.Zero;
        int i = 0;
        if (Avx2.IsSupported && length >= Lanes)
        {
            Vector256<ulong> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
            for (; i < length; i += Lanes)
            {
                Vector256<uint> even = Vector256.Load(run + i);
                Vector256<uint> odd = (even.AsUInt64() >>> 32).AsUInt32();
                uint* at = table + i;
                s0 = AddProducts(s0, even, odd, at, length);
                s1 = AddProducts(s1, even, odd, at + stride, length);
                s2 = AddProducts(s2, even, odd, at + (2 * stride), length);
                s3 = AddProducts(s3, even, odd, at + (3 * stride), length);
                s4 = AddProducts(s4, even, odd, at + (4 * stride), length);
            }

            Vector128<uint> r0 = ColumnCombination.Reduce(s0);
            Vector128<uint> r1 = ColumnCombination.Reduce(s1);
            Vector128<uint> r2 = ColumnCombination.Reduce(s2);
            Vector128<uint> r3 = ColumnCombination.Reduce(s3);
            Vector128<uint> r4 = ColumnCombination.Reduce(s4);
            for (int lane = 0; lane < 4; lane++)
            {
                sum += Element(r0[lane], r1[lane], r2[lane], r3[lane], r4[lane]);
            }
        }

        for (; i < length; i++)
        {
            uint* at = table + i;
            Ext5 entry = Element(
                at[0], at[stride], at[2 * stride], at[3 * stride], at[4 * stride]);
            sum += entry * BabyBear.FromRaw(run[i]);
        }

        return sum;
    }

    public void Dispose()
    {
        _run.Dispose();
        _table.Dispose();
        lock (total)
        {
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += Sums[i];
            }
        }
    }

    // The multiplication takes the even words; two products a step, as SubtractOnce asks for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> AddProducts(
        Vector256<ulong> sum, Vector256<uint> even, Vector256<uint> odd, uint* table, int length)
    {
        sum += Avx2.Multiply(even, Vector256.Load(table));
        sum += Avx2.Multiply(odd, Vector256.Load(table + length));
        return ColumnCombination.SubtractOnce(sum);
    }

    private static Ext5 Element(uint c0, uint c1, uint c2, uint c3, uint c4) => new(
        BabyBear.FromRaw(c0),
        BabyBear.FromRaw(c1),
        BabyBear.FromRaw(c2),
        BabyBear.FromRaw(c3),
        BabyBear.FromRaw(c4));
}
