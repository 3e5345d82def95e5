using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// The transpose of the encoding, applied to few positions: the table over b of sum_q c_q x_q^rev(b),
/// the weights of claims about the codeword at the points x_q. It takes the encoder's two passes the
/// other way, on rows of eight words of which five are the coefficients of an extension element.
/// </summary>
public static unsafe class TransposedEncoder
{
    private const int Lanes = PackedBabyBear.Lanes;

    /// <summary>Adds the table to the target, which has 2^m entries.</summary>
    /// <param name="positions">Positions in the codeword, ascending, without repetition.</param>
    /// <param name="coefficients">A factor for each position.</param>
    public static void Add(
        CodewordDomain domain,
        ReadOnlySpan<uint> positions,
        ReadOnlySpan<Ext5> coefficients,
        ExtTable target,
        int threads)
    {
        if (target.LogLength != domain.LogMessage || positions.Length != coefficients.Length)
        {
            throw new ArgumentException("The target does not fit the domain.", nameof(target));
        }

        uint[] blocks = Blocks(domain, positions);
        using var rows = new FieldBuffer((nuint)(blocks.Length * Lanes) << domain.LogHigh);
        BabyBear* first = rows.Pointer;
        Scatter(domain, positions, coefficients, blocks, rows);
        DitTwiddles high = DitTwiddles.ForGroup(domain.LogHigh);
        Workers.For(
            blocks.Length,
            threads,
            () => new Scratch(domain),
            (index, scratch) =>
            {
                uint exponent = domain.Exponent(blocks[index] << domain.LogHigh);
                scratch.High.SetCoset(high, BabyBear.RootOfUnity(domain.LogSize).Pow(exponent));
                BabyBear* block = first + (((nint)index * Lanes) << domain.LogHigh);
                DitKernel.TransformTransposed(new DitKernel.Rows(block, Lanes), Lanes, scratch.High);
            });
        DitTwiddles low = DitTwiddles.ForGroup(domain.LogLow);
        Workers.For(
            (1 << domain.LogHigh) / Scratch.RunsAtOnce(domain),
            threads,
            () => new Scratch(domain),
            (index, scratch) => AddRuns(domain, low, blocks, first, index, target, scratch));
    }

    /// <summary>The blocks of equal (s, l) that hold a position, ascending.</summary>
    private static uint[] Blocks(CodewordDomain domain, ReadOnlySpan<uint> positions)
    {
        var blocks = new List<uint>();
        foreach (uint position in positions)
        {
            uint block = position >> domain.LogHigh;
            if (blocks.Count == 0 || blocks[^1] != block)
            {
                blocks.Add(block);
            }
        }

        return blocks.ToArray();
    }

    private static void Scatter(
        CodewordDomain domain,
        ReadOnlySpan<uint> positions,
        ReadOnlySpan<Ext5> coefficients,
        uint[] blocks,
        FieldBuffer rows)
    {
        rows.Clear();
        int block = 0;
        uint mask = (1u << domain.LogHigh) - 1;
        for (int q = 0; q < positions.Length; q++)
        {
            while (blocks[block] != positions[q] >> domain.LogHigh)
            {
                block++;
            }

            nint row = ((nint)block << domain.LogHigh) + (nint)(positions[q] & mask);
            BabyBear* to = rows.Pointer + (row * Lanes);
            to[0] = coefficients[q].C0;
            to[1] = coefficients[q].C1;
            to[2] = coefficients[q].C2;
            to[3] = coefficients[q].C3;
            to[4] = coefficients[q].C4;
        }
    }

    /// <summary>
    /// Joins the rows of equal h of all blocks, for some neighbouring h: each gives a run of 2^a entries
    /// of the target.
    /// </summary>
    private static void AddRuns(
        CodewordDomain domain,
        DitTwiddles low,
        uint[] blocks,
        BabyBear* rows,
        int index,
        ExtTable target,
        Scratch scratch)
    {
        int runs = Scratch.RunsAtOnce(domain);
        int width = runs * Lanes;
        int length = 1 << domain.LogLow;
        int block = 0;
        for (uint coset = 0; coset < 1u << domain.LogBlowup; coset++)
        {
            int firstBlock = block;
            scratch.Rows.Clear();
            for (; block < blocks.Length && blocks[block] >> domain.LogLow == coset; block++)
            {
                nint row = ((nint)block << domain.LogHigh) + (index * runs);
                nint at = (nint)(blocks[block] & (uint)(length - 1)) * width;
                new ReadOnlySpan<BabyBear>(rows + (row * Lanes), width)
                    .CopyTo(new Span<BabyBear>(scratch.Rows.Pointer + at, width));
            }

            if (block == firstBlock)
            {
                continue;
            }

            BabyBear shift = BabyBear.RootOfUnity(domain.LogSize).Pow((ulong)coset << domain.LogHigh);
            scratch.Low.SetCoset(low, shift);
            DitKernel.TransformTransposed(
                new DitKernel.Rows(scratch.Rows.Pointer, width), width, scratch.Low);
            for (int run = 0; run < runs; run++)
            {
                int firstEntry = ((index * runs) + run) * length;
                AddRun(scratch.Rows.Pointer + (run * Lanes), width, length, target, firstEntry, scratch);
            }
        }
    }

    private static void AddRun(
        BabyBear* rows, nint stride, int length, ExtTable target, int firstEntry, Scratch scratch)
    {
        if (length < Lanes)
        {
            for (int i = 0; i < length; i++)
            {
                BabyBear* e = rows + (i * stride);
                target[firstEntry + i] += new Ext5(e[0], e[1], e[2], e[3], e[4]);
            }

            return;
        }

        BabyBear* planes = scratch.Planes.Pointer;
        Transposition.Transpose(rows, stride, planes, length, length, Lanes);
        for (int c = 0; c < Ext5.Degree; c++)
        {
            BabyBear* to = target.Pointer + (c * target.Stride) + firstEntry;
            for (nint i = 0; i < length; i += Lanes)
            {
                PackedBabyBear sum = PackedBabyBear.Load(planes + (c * length) + i)
                    + PackedBabyBear.Load(to + i);
                sum.Store(to + i);
            }
        }
    }

    /// <summary>What a thread works in.</summary>
    private sealed class Scratch : IDisposable
    {
        public Scratch(CodewordDomain domain)
        {
            High = new DitTwiddles(domain.LogHigh);
            Low = new DitTwiddles(domain.LogLow);
            Rows = new FieldBuffer((nuint)(RunsAtOnce(domain) * Lanes) << domain.LogLow);
            Planes = new FieldBuffer((nuint)Lanes << domain.LogLow);
        }

        public DitTwiddles High { get; }

        public DitTwiddles Low { get; }

        public FieldBuffer Rows { get; }

        public FieldBuffer Planes { get; }

        /// <summary>Two runs at once, so that whole cache lines are read.</summary>
        public static int RunsAtOnce(CodewordDomain domain) => Math.Min(2, 1 << domain.LogHigh);

        public void Dispose()
        {
            Rows.Dispose();
            Planes.Dispose();
        }
    }
}
