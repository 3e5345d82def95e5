using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// Encodes columns by the code of <see cref="CodewordDomain"/> into a row-major matrix. The transform
/// works on tiles of some columns in two passes over the matrix: the first joins runs of 2^a
/// neighbouring coefficients, the second joins across the runs. A coset's shift is part of the
/// twiddle factors, so the cosets of the domain cost no multiplication of their own.
/// </summary>
public sealed unsafe class ReedSolomonEncoder
{
    private const int Lanes = PackedBabyBear.Lanes;

    // The first pass writes scattered pieces of rows, which should be long; the second works in place.
    private const int RunTileWidth = 4 * Lanes;
    private const int BlockTileWidth = 2 * Lanes;

    private readonly DitTwiddles _lowGroup;
    private readonly DitTwiddles _highGroup;
    private readonly DitTwiddles[] _lowOfCoset;

    public ReedSolomonEncoder(CodewordDomain domain, int threads)
    {
        Domain = domain;
        Threads = threads;
        _lowGroup = DitTwiddles.ForGroup(domain.LogLow);
        _highGroup = DitTwiddles.ForGroup(domain.LogHigh);
        _lowOfCoset = new DitTwiddles[1 << domain.LogBlowup];
        for (int coset = 0; coset < _lowOfCoset.Length; coset++)
        {
            BabyBear shift = BabyBear.RootOfUnity(domain.LogSize).Pow((ulong)coset << domain.LogHigh);
            _lowOfCoset[coset] = new DitTwiddles(domain.LogLow);
            _lowOfCoset[coset].SetCoset(_lowGroup, shift);
        }
    }

    /// <summary>Is told of blocks of rows when they are final, while they are still in the caches.</summary>
    public interface IRowConsumer
    {
        /// <summary>Called once for each block, from several threads.</summary>
        void Consume(int firstRow, int rowCount);
    }

    public CodewordDomain Domain { get; }

    /// <summary>Most threads that work at once.</summary>
    public int Threads { get; }

    /// <summary>Fills the target with the codewords of all columns of the source.</summary>
    /// <param name="consumer">Told of finished rows; may be null.</param>
    public void Encode(IColumnSource source, EncodedMatrix target, IRowConsumer? consumer)
    {
        if (source.LogHeight != Domain.LogMessage
            || target.LogRows != Domain.LogSize
            || target.Width != source.Count)
        {
            throw new ArgumentException("Source and target do not fit the domain.", nameof(target));
        }

        Workers.For(
            1 << Domain.LogHigh,
            Threads,
            () => new Tile(Domain.LogLow, RunTileWidth),
            (run, tile) => TransformRun(source, target, run, tile));
        Workers.For(
            1 << (Domain.LogBlowup + Domain.LogLow),
            Threads,
            () => new Tile(Domain.LogHigh, BlockTileWidth),
            (block, tile) =>
            {
                TransformBlock(target, block, tile);
                consumer?.Consume(block << Domain.LogHigh, 1 << Domain.LogHigh);
            });
    }

    /// <summary>First pass: one run of neighbouring coefficients, all columns and cosets.</summary>
    private void TransformRun(IColumnSource source, EncodedMatrix target, int run, Tile tile)
    {
        int runLength = 1 << Domain.LogLow;
        for (int column = 0; column < source.Count; column += RunTileWidth)
        {
            int width = Math.Min(RunTileWidth, (int)target.Stride - column);
            ReadTile(source, column, run * runLength, runLength, width, tile);
            for (int coset = 0; coset < _lowOfCoset.Length; coset++)
            {
                BabyBear* first = target.Pointer + column
                    + ((((nint)coset << Domain.LogMessage) + run) * target.Stride);
                var rows = new DitKernel.Rows(first, target.Stride << Domain.LogHigh);
                // Whole cache lines go past the caches; half lines would each cost a read.
                if (width % (2 * Lanes) == 0)
                {
                    DitKernel.Transform<DitKernel.StreamingStore>(
                        tile.Input, tile.Buffer, rows, width, _lowOfCoset[coset]);
                }
                else
                {
                    DitKernel.Transform<DitKernel.CachedStore>(
                        tile.Input, tile.Buffer, rows, width, _lowOfCoset[coset]);
                }
            }
        }

        if (Sse.IsSupported)
        {
            Sse.StoreFence();
        }
    }

    /// <summary>Second pass: the rows of one block, which lie in one piece.</summary>
    private void TransformBlock(EncodedMatrix target, int block, Tile tile)
    {
        uint exponent = Domain.Exponent((uint)block << Domain.LogHigh);
        tile.Twiddles.SetCoset(
            _highGroup, BabyBear.RootOfUnity(Domain.LogSize).Pow(exponent));
        BabyBear* first = target.Pointer + (((nint)block << Domain.LogHigh) * target.Stride);
        for (int column = 0; column < target.Stride; column += BlockTileWidth)
        {
            int width = Math.Min(BlockTileWidth, (int)target.Stride - column);
            var rows = new DitKernel.Rows(first + column, target.Stride);
            DitKernel.Transform<DitKernel.CachedStore>(
                rows, tile.Buffer, rows, width, tile.Twiddles);
        }
    }

    private static void ReadTile(
        IColumnSource source, int firstColumn, int firstRow, int rowCount, int width, Tile tile)
    {
        BabyBear* staging = tile.Staging;
        int present = Math.Min(width, source.Count - firstColumn);
        for (int c = 0; c < width; c++)
        {
            var values = new Span<BabyBear>(staging + (c * tile.StagingStride), rowCount);
            if (c < present)
            {
                source.Read(firstColumn + c, firstRow, values);
            }
            else
            {
                values.Clear();
            }
        }

        Transposition.Transpose(
            staging,
            tile.StagingStride,
            tile.Input.Pointer,
            tile.Width,
            width,
            Math.Max(Lanes, rowCount));
    }

    /// <summary>What a thread works in.</summary>
    private sealed class Tile : IDisposable
    {
        private readonly FieldBuffer _input;
        private readonly FieldBuffer _buffer;
        private readonly FieldBuffer _staging;

        public Tile(int logRows, int width)
        {
            Width = width;
            nuint rows = Math.Max((nuint)Lanes, (nuint)1 << logRows);
            // Columns of the staging area start at different cache sets.
            StagingStride = (nint)rows + (2 * Lanes);
            _input = new FieldBuffer(rows * (nuint)width);
            _buffer = new FieldBuffer(rows * (nuint)width);
            _staging = new FieldBuffer((nuint)StagingStride * (nuint)width);
            _staging.Clear();
            Twiddles = new DitTwiddles(logRows);
        }

        /// <summary>Columns of the tile.</summary>
        public int Width { get; }

        public DitKernel.Rows Input => new(_input.Pointer, Width);

        public DitKernel.Rows Buffer => new(_buffer.Pointer, Width);

        public BabyBear* Staging => _staging.Pointer;

        public nint StagingStride { get; }

        public DitTwiddles Twiddles { get; }

        public void Dispose()
        {
            _input.Dispose();
            _buffer.Dispose();
            _staging.Dispose();
        }
    }
}
