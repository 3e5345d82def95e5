using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>Linear combinations of base columns with extension weights, and inner products.</summary>
public static unsafe class ColumnCombination
{
    private const int LogTile = 9;
    private const int ColumnsAtOnce = 16;

    /// <summary>
    /// target[row] += sum_j weights[j] column_j[row]. The weights may be longer than the columns are many.
    /// </summary>
    public static void Add(
        IColumnSource source, ReadOnlySpan<Ext5> weights, ExtTable target, int threads)
    {
        if (source.LogHeight != target.LogLength || weights.Length < source.Count)
        {
            throw new ArgumentException("Columns, weights and target do not fit.", nameof(target));
        }

        uint[] words = Words(weights[..source.Count]);
        int tile = 1 << Math.Min(LogTile, source.LogHeight);
        Workers.For(
            1 << source.LogHeight >> Math.Min(LogTile, source.LogHeight),
            threads,
            () => new FieldBuffer((nuint)(tile * ColumnsAtOnce)),
            (index, runs) =>
            {
                fixed (uint* w = words)
                {
                    AddTile(source, w, target, index * tile, tile, runs.Pointer);
                }
            });
    }

    /// <summary>The sum over the rows of table[row] column_j[row], for each column j.</summary>
    public static Ext5[] InnerProducts(IColumnSource source, ExtTable table, int threads)
    {
        if (source.LogHeight != table.LogLength)
        {
            throw new ArgumentException("Columns and table have different heights.", nameof(table));
        }

        int tile = 1 << Math.Min(LogTile, source.LogHeight);
        int tiles = 1 << source.LogHeight >> Math.Min(LogTile, source.LogHeight);
        var sums = new Ext5[source.Count];
        Workers.For(
            tiles,
            threads,
            () => new InnerProductTile(tile, sums),
            (index, part) =>
            {
                // A tile of the table stays in the first-level cache while all columns pass.
                int row = index * tile;
                part.LoadTable((uint*)table.Pointer + row, table.Stride);
                for (int column = 0; column < sums.Length; column++)
                {
                    source.Read(column, row, part.RunSpan);
                    part.Sums[column] += part.InnerProduct();
                }
            });
        return sums;
    }

    private static uint[] Words(ReadOnlySpan<Ext5> weights)
    {
        // A zero column at the end makes the number of columns even.
        var words = new uint[(weights.Length + 1) * Ext5.Degree];
        for (int j = 0; j < weights.Length; j++)
        {
            words[5 * j] = weights[j].C0.Raw;
            words[(5 * j) + 1] = weights[j].C1.Raw;
            words[(5 * j) + 2] = weights[j].C2.Raw;
            words[(5 * j) + 3] = weights[j].C3.Raw;
            words[(5 * j) + 4] = weights[j].C4.Raw;
        }

        return words;
    }

    private static void AddTile(
        IColumnSource source, uint* weights, ExtTable target, int row, int tile, BabyBear* runs)
    {
        for (int first = 0; first < source.Count; first += ColumnsAtOnce)
        {
            int count = Math.Min(ColumnsAtOnce, source.Count - first);
            for (int j = 0; j < count; j++)
            {
                source.Read(first + j, row, new Span<BabyBear>(runs + (j * tile), tile));
            }

            if ((count & 1) != 0)
            {
                new Span<BabyBear>(runs + (count * tile), tile).Clear();
                count++;
            }

            uint* to = (uint*)target.Pointer + row;
            uint* w = weights + (Ext5.Degree * first);
            int i = 0;
            if (Avx2.IsSupported)
            {
                for (; i <= tile - 4; i += 4)
                {
                    AddFour((uint*)runs + i, tile, w, count, to + i, target.Stride);
                }
            }

            for (; i < tile; i++)
            {
                AddOne((uint*)runs + i, tile, w, count, to + i, target.Stride);
            }
        }
    }

    // A sum of products is kept below p 2^32 in 64 bits: two products, each below p^2, are added, then
    // p 2^32 is subtracted if the sum is not below it, which is a minimum of high words only. The old
    // value enters as its word times 2^32, which the Montgomery reduction at the end takes off again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(
        uint* run, nint runStride, uint* weights, int count, uint* target, nint stride)
    {
        Vector256<ulong> s0 = LoadHigh(target);
        Vector256<ulong> s1 = LoadHigh(target + stride);
        Vector256<ulong> s2 = LoadHigh(target + (2 * stride));
        Vector256<ulong> s3 = LoadHigh(target + (3 * stride));
        Vector256<ulong> s4 = LoadHigh(target + (4 * stride));
        for (int j = 0; j < count; j += 2)
        {
            Vector256<uint> a = Avx2.ConvertToVector256Int64(run).AsUInt32();
            Vector256<uint> b = Avx2.ConvertToVector256Int64(run + runStride).AsUInt32();
            s0 = AddProducts(s0, a, weights[0], b, weights[5]);
            s1 = AddProducts(s1, a, weights[1], b, weights[6]);
            s2 = AddProducts(s2, a, weights[2], b, weights[7]);
            s3 = AddProducts(s3, a, weights[3], b, weights[8]);
            s4 = AddProducts(s4, a, weights[4], b, weights[9]);
            run += 2 * runStride;
            weights += 10;
        }

        Reduce(s0).Store(target);
        Reduce(s1).Store(target + stride);
        Reduce(s2).Store(target + (2 * stride));
        Reduce(s3).Store(target + (3 * stride));
        Reduce(s4).Store(target + (4 * stride));
    }

    private static void AddOne(
        uint* run, nint runStride, uint* weights, int count, uint* target, nint stride)
    {
        for (int c = 0; c < Ext5.Degree; c++)
        {
            BabyBear sum = BabyBear.FromRaw(target[c * stride]);
            for (int j = 0; j < count; j++)
            {
                sum += BabyBear.FromRaw(run[j * runStride])
                    * BabyBear.FromRaw(weights[(Ext5.Degree * j) + c]);
            }

            target[c * stride] = sum.Raw;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> LoadHigh(uint* words) =>
        Avx2.ShiftLeftLogical(Avx2.ConvertToVector256Int64(words).AsUInt64(), 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> AddProducts(
        Vector256<ulong> sum, Vector256<uint> a, uint weightA, Vector256<uint> b, uint weightB)
    {
        sum += Avx2.Multiply(a, Vector256.Create(weightA));
        sum += Avx2.Multiply(b, Vector256.Create(weightB));
        return SubtractOnce(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> SubtractOnce(Vector256<ulong> sum)
    {
        // Low words stay: 0 is subtracted from them. A high word below p wraps above itself.
        Vector256<uint> p = Vector256.Create((ulong)BabyBear.Modulus << 32).AsUInt32();
        return Vector256.Min(sum.AsUInt32(), sum.AsUInt32() - p).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> Reduce(Vector256<ulong> sum)
    {
        Vector256<uint> p = Vector256.Create(BabyBear.Modulus);
        Vector256<ulong> q = Avx2.Multiply(
            sum.AsUInt32(), Vector256.Create(PackedConstant.Inverse));
        Vector256<ulong> qp = Avx2.Multiply(q.AsUInt32(), p);
        Vector256<uint> difference = (sum - qp).AsUInt32();
        Vector256<uint> reduced = Vector256.Min(difference, difference + p);
        // The results are the odd words.
        return Avx2.PermuteVar8x32(reduced, Vector256.Create(1u, 3, 5, 7, 1, 3, 5, 7)).GetLower();
    }
}
