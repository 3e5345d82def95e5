using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// Number theoretic transforms of many columns at once, on a tile of rows that fits the caches. The lanes
/// of a vector are neighbouring columns, so a twiddle factor is the same in all lanes.
/// </summary>
internal static unsafe class DitKernel
{
    // 2^8 rows of 16 columns are 16 KiB: passes within such a block stay in the first-level cache.
    private const int LogBlock = 8;

    /// <summary>How the last pass writes its results.</summary>
    internal interface IStore
    {
        static abstract void Store(PackedBabyBear value, BabyBear* target);
    }

    /// <summary>Writes through the caches.</summary>
    internal readonly struct CachedStore : IStore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(PackedBabyBear value, BabyBear* target) => value.Store(target);
    }

    /// <summary>Writes past the caches what is not read again soon; 32-byte aligned.</summary>
    internal readonly struct StreamingStore : IStore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(PackedBabyBear value, BabyBear* target) =>
            Vector256.StoreAlignedNonTemporal(value.Words, (uint*)target);
    }

    /// <summary>Rows at a distance.</summary>
    /// <param name="Address">Where the first row starts.</param>
    /// <param name="Stride">Distance between rows, in elements.</param>
    internal readonly record struct Rows(nint Address, nint Stride)
    {
        public Rows(BabyBear* pointer, nint stride)
            : this((nint)pointer, stride)
        {
        }

        public BabyBear* Pointer => (BabyBear*)Address;

        public Rows From(nint row) => new(Pointer + (row * Stride), Stride);
    }

    /// <summary>
    /// Evaluates polynomials, one a column: row i of the source holds the coefficient of X^rev(i), row t
    /// of the target receives the value at the t-th point of the coset. Source, buffer and target may be
    /// the same rows.
    /// </summary>
    /// <param name="buffer">Rows for what lies between the passes.</param>
    /// <param name="width">Number of columns, a multiple of eight.</param>
    public static void Transform<TStore>(
        Rows source, Rows buffer, Rows target, int width, DitTwiddles twiddles)
        where TStore : struct, IStore
    {
        int logRows = twiddles.LogLength;
        if (logRows < 2)
        {
            TransformShort<TStore>(source, target, width, twiddles);
            return;
        }

        // Passes join four parts each; if the number of layers is odd, a pass of one layer comes first.
        int parity = logRows & 1;
        int logBlock = Math.Min(logRows, LogBlock - parity);
        if (logBlock == logRows)
        {
            TransformBlock<TStore>(source, buffer, target, width, logRows, twiddles);
            return;
        }

        for (int row = 0; row < 1 << logRows; row += 1 << logBlock)
        {
            TransformBlock<CachedStore>(
                source.From(row), buffer.From(row), buffer.From(row), width, logBlock, twiddles);
        }

        int half = 1 << logBlock;
        for (; 4 * half < 1 << logRows; half *= 4)
        {
            JoinFour<CachedStore>(buffer, buffer, 1 << logRows, half, width, twiddles);
        }

        JoinFour<TStore>(buffer, target, 1 << logRows, half, width, twiddles);
    }

    /// <summary>
    /// The transpose of <see cref="Transform"/> as a linear map, in place: row i becomes
    /// sum_t row_t x_t^rev(i), x_t being the t-th point of the coset.
    /// </summary>
    public static void TransformTransposed(Rows rows, int width, DitTwiddles twiddles)
    {
        int rowCount = 1 << twiddles.LogLength;
        for (int half = rowCount / 2; half > 0; half /= 2)
        {
            for (int start = 0; start < rowCount; start += 2 * half)
            {
                for (int j = 0; j < half; j++)
                {
                    var y = new PackedConstant(twiddles.Factors[half + j], twiddles.Quotients[half + j]);
                    BabyBear* low = rows.Pointer + ((start + j) * rows.Stride);
                    BabyBear* high = low + (half * rows.Stride);
                    for (nint c = 0; c < width; c += PackedBabyBear.Lanes)
                    {
                        PackedBabyBear u = PackedBabyBear.Load(low + c);
                        PackedBabyBear v = PackedBabyBear.Load(high + c);
                        (u + v).Store(low + c);
                        ((u - v) * y).Store(high + c);
                    }
                }
            }
        }
    }

    private static void TransformShort<TStore>(
        Rows source, Rows target, int width, DitTwiddles twiddles)
        where TStore : struct, IStore
    {
        if (twiddles.LogLength == 1)
        {
            JoinTwo<TStore>(source, target, 2, width, twiddles);
            return;
        }

        for (nint c = 0; c < width; c += PackedBabyBear.Lanes)
        {
            TStore.Store(PackedBabyBear.Load(source.Pointer + c), target.Pointer + c);
        }
    }

    private static void TransformBlock<TStore>(
        Rows source, Rows buffer, Rows target, int width, int logRows, DitTwiddles twiddles)
        where TStore : struct, IStore
    {
        int rowCount = 1 << logRows;
        int half = 1;
        if ((logRows & 1) != 0)
        {
            JoinTwo<CachedStore>(source, buffer, rowCount, width, twiddles);
            source = buffer;
            half = 2;
        }

        for (; 4 * half < rowCount; half *= 4)
        {
            JoinFour<CachedStore>(source, buffer, rowCount, half, width, twiddles);
            source = buffer;
        }

        JoinFour<TStore>(source, target, rowCount, half, width, twiddles);
    }

    /// <summary>The first layer: pairs of neighbouring rows.</summary>
    private static void JoinTwo<TStore>(
        Rows source, Rows target, int rowCount, int width, DitTwiddles twiddles)
        where TStore : struct, IStore
    {
        var y = new PackedConstant(twiddles.Factors[1], twiddles.Quotients[1]);
        for (nint row = 0; row < rowCount; row += 2)
        {
            BabyBear* from = source.Pointer + (row * source.Stride);
            BabyBear* to = target.Pointer + (row * target.Stride);
            for (nint c = 0; c < width; c += PackedBabyBear.Lanes)
            {
                PackedBabyBear u = PackedBabyBear.Load(from + c);
                PackedBabyBear v = PackedBabyBear.Load(from + source.Stride + c) * y;
                TStore.Store(u + v, to + c);
                TStore.Store(u - v, to + target.Stride + c);
            }
        }
    }

    /// <summary>Two layers at once: parts of <paramref name="half"/> rows are joined by fours.</summary>
    private static void JoinFour<TStore>(
        Rows source, Rows target, int rowCount, int half, int width, DitTwiddles twiddles)
        where TStore : struct, IStore
    {
        nint sourceStep = half * source.Stride;
        nint targetStep = half * target.Stride;
        for (int j = 0; j < half; j++)
        {
            uint* factor = twiddles.Factors + half + j;
            uint* quotient = twiddles.Quotients + half + j;
            var y = new PackedConstant(factor[0], quotient[0]);
            var y0 = new PackedConstant(factor[half], quotient[half]);
            var y1 = new PackedConstant(factor[2 * half], quotient[2 * half]);
            for (nint row = j; row < rowCount; row += 4 * half)
            {
                BabyBear* from = source.Pointer + (row * source.Stride);
                BabyBear* to = target.Pointer + (row * target.Stride);
                // Two vectors a turn: with sixteen columns the loop costs a quarter of the time.
                nint c = 0;
                for (; c <= width - (2 * PackedBabyBear.Lanes); c += 2 * PackedBabyBear.Lanes)
                {
                    Join<TStore>(from + c, sourceStep, to + c, targetStep, y, y0, y1);
                    Join<TStore>(
                        from + c + PackedBabyBear.Lanes,
                        sourceStep,
                        to + c + PackedBabyBear.Lanes,
                        targetStep,
                        y,
                        y0,
                        y1);
                }

                if (c < width)
                {
                    Join<TStore>(from + c, sourceStep, to + c, targetStep, y, y0, y1);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join<TStore>(
        BabyBear* from,
        nint sourceStep,
        BabyBear* to,
        nint targetStep,
        PackedConstant y,
        PackedConstant y0,
        PackedConstant y1)
        where TStore : struct, IStore
    {
        PackedBabyBear a0 = PackedBabyBear.Load(from);
        PackedBabyBear a1 = PackedBabyBear.Load(from + sourceStep) * y;
        PackedBabyBear a2 = PackedBabyBear.Load(from + (2 * sourceStep));
        PackedBabyBear a3 = PackedBabyBear.Load(from + (3 * sourceStep)) * y;
        PackedBabyBear b0 = a0 + a1;
        PackedBabyBear b1 = a0 - a1;
        PackedBabyBear b2 = (a2 + a3) * y0;
        PackedBabyBear b3 = (a2 - a3) * y1;
        TStore.Store(b0 + b2, to);
        TStore.Store(b1 + b3, to + targetStep);
        TStore.Store(b0 - b2, to + (2 * targetStep));
        TStore.Store(b1 - b3, to + (3 * targetStep));
    }
}
