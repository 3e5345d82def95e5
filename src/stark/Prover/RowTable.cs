using System.Runtime.InteropServices;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// A linear combination of columns of 2^h rows: packed elements, 40 words for eight rows, until the
/// variables of the row blocks are bound; plain elements afterwards.
/// </summary>
internal sealed unsafe class RowTable : IDisposable
{
    private const int BlockSize = 256;

    private readonly int _logHeight;
    private readonly FieldBuffer _packed;
    private Ext5[] _plain = [];

    /// <summary>Takes h, at least 3.</summary>
    public RowTable(int logHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logHeight, 3);
        _logHeight = logHeight;
        _packed = new FieldBuffer((nuint)Ext5.Degree << logHeight);
    }

    /// <summary>
    /// Sums all columns of the groups, weighted by group weight * columnStep^(stack column in the group)
    /// * slotWeights[slot].
    /// </summary>
    public void Fold(
        List<FoldedGroup> groups, Ext5[] slotWeights, Ext5 columnStep, int threadCount)
    {
        List<nint> columns = [];
        List<Ext5> weights = [];
        foreach (FoldedGroup group in groups)
        {
            Ext5 weight = group.Weight;
            int used = group.Stack.Layout.Group(group.Group).UsedSlotCount;
            for (int slot = 0; slot < used; slot++)
            {
                if (slot > 0 && slot % slotWeights.Length == 0)
                {
                    weight *= columnStep;
                }

                columns.Add((nint)group.Stack.Slot(group.Group, slot));
                weights.Add(weight * slotWeights[slot % slotWeights.Length]);
            }
        }

        LeafKernel kernel = new(
            Ext5.Zero, CollectionsMarshal.AsSpan(columns), CollectionsMarshal.AsSpan(weights));
        int blockSize = Math.Min(BlockSize, 1 << _logHeight);
        int blockCount = (1 << _logHeight) / blockSize;
        int chunkCount = Chunks.Count(threadCount, blockCount, (long)blockSize * columns.Count);
        Chunks.Run(threadCount, chunkCount, chunk =>
        {
            int end = (int)((long)blockCount * (chunk + 1) / chunkCount);
            for (int block = (int)((long)blockCount * chunk / chunkCount); block < end; block++)
            {
                int row = block * blockSize;
                BabyBear* target = _packed.Pointer + ((nint)row * Ext5.Degree);
                kernel.Fill(row, blockSize, target, PackedFractions.ElementWords);
            }
        });
    }

    /// <summary>
    /// For each of 2^<paramref name="logBlocks"/> blocks of rows, the sum of eq(point, row in the block)
    /// times the row's element.
    /// </summary>
    public Ext5[] BlockSums(int logBlocks, ReadOnlySpan<Ext5> point, int threadCount)
    {
        Ext5[] sums = new Ext5[1 << logBlocks];
        if (point.Length < 3)
        {
            Ext5[] weights = EqualityWeights.Expand(point);
            for (int row = 0; row < 1 << _logHeight; row++)
            {
                sums[row / weights.Length] += Row(row) * weights[row % weights.Length];
            }

            return sums;
        }

        using EqualityWeights split = new(point);
        int rowsPerBlock = 1 << point.Length;
        Chunks.Run(rowsPerBlock < BlockSize ? 1 : threadCount, sums.Length, index =>
        {
            Ext5 sum = Ext5.Zero;
            for (int part = 0; part < split.BlockCount; part++)
            {
                int row = (index * rowsPerBlock) + (part * split.BlockSize);
                BabyBear* source = _packed.Pointer + ((nint)row * Ext5.Degree);
                BabyBear* weight = split.Low;
                PackedExt5 inner = PackedExt5.Zero;
                for (int i = 0; i < split.BlockSize; i += PackedFractions.Lanes)
                {
                    inner += PackedExt5.Load(source, PackedFractions.Lanes)
                        * PackedExt5.Load(weight, PackedFractions.Lanes);
                    source += PackedFractions.ElementWords;
                    weight += PackedFractions.ElementWords;
                }

                sum += inner.SumLanes() * split.High(part);
            }

            sums[index] = sum;
        });
        return sums;
    }

    /// <summary>Binds the variables of the row blocks to a point; the rows of one block remain.</summary>
    public void BindBlocks(ReadOnlySpan<Ext5> point, int threadCount)
    {
        Ext5[] weights = EqualityWeights.Expand(point);
        int rowsPerBlock = (1 << _logHeight) / weights.Length;
        _plain = new Ext5[rowsPerBlock];
        int chunkCount = Chunks.Count(threadCount, rowsPerBlock, weights.Length);
        if (rowsPerBlock < PackedFractions.Lanes)
        {
            for (int row = 0; row < 1 << _logHeight; row++)
            {
                _plain[row % rowsPerBlock] += Row(row) * weights[row / rowsPerBlock];
            }

            return;
        }

        int packCount = rowsPerBlock / PackedFractions.Lanes;
        chunkCount = Math.Min(chunkCount, packCount);
        Chunks.Run(threadCount, chunkCount, chunk =>
        {
            int end = (int)((long)packCount * (chunk + 1) / chunkCount);
            for (int pack = (int)((long)packCount * chunk / chunkCount); pack < end; pack++)
            {
                PackedExt5 sum = PackedExt5.Zero;
                for (int block = 0; block < weights.Length; block++)
                {
                    nint index = ((nint)block * packCount) + pack;
                    sum += PackedExt5.Broadcast(weights[block]) * PackedExt5.Load(
                        _packed.Pointer + (index * PackedFractions.ElementWords),
                        PackedFractions.Lanes);
                }

                for (int lane = 0; lane < PackedFractions.Lanes; lane++)
                {
                    _plain[(pack * PackedFractions.Lanes) + lane] = sum.Lane(lane);
                }
            }
        });
    }

    /// <summary>
    /// The constant and the quadratic coefficient of scale * eq(z_0, X) * l(X), where l(X) is the sum of
    /// eq(other coordinates of z, row) times the element with first variable X.
    /// </summary>
    public (Ext5 AtZero, Ext5 AtInfinity) Evaluate(
        ReadOnlySpan<Ext5> z, Ext5 scale, int threadCount)
    {
        Ext5[] weights = EqualityWeights.Expand(z[1..]);
        int half = weights.Length;
        int chunkCount = Chunks.Count(threadCount, half, 16);
        Ext5[] zeros = new Ext5[chunkCount];
        Ext5[] ones = new Ext5[chunkCount];
        Chunks.Run(threadCount, chunkCount, chunk =>
        {
            int end = (int)((long)half * (chunk + 1) / chunkCount);
            for (int i = (int)((long)half * chunk / chunkCount); i < end; i++)
            {
                zeros[chunk] += weights[i] * _plain[i];
                ones[chunk] += weights[i] * _plain[i + half];
            }
        });
        Ext5 atZero = Ext5.Zero;
        Ext5 atOne = Ext5.Zero;
        for (int i = 0; i < chunkCount; i++)
        {
            atZero += zeros[i];
            atOne += ones[i];
        }

        return (
            scale * (Ext5.One - z[0]) * atZero,
            scale * (z[0] + z[0] - Ext5.One) * (atOne - atZero));
    }

    /// <summary>Binds the first variable of the rows that remain.</summary>
    public void Bind(Ext5 challenge, int threadCount)
    {
        int half = _plain.Length / 2;
        Ext5[] bound = new Ext5[half];
        int chunkCount = Chunks.Count(threadCount, half, 8);
        Chunks.Run(threadCount, chunkCount, chunk =>
        {
            int end = (int)((long)half * (chunk + 1) / chunkCount);
            for (int i = (int)((long)half * chunk / chunkCount); i < end; i++)
            {
                bound[i] = _plain[i] + (challenge * (_plain[i + half] - _plain[i]));
            }
        });
        _plain = bound;
    }

    public void Dispose() => _packed.Dispose();

    private Ext5 Row(int row) => PackedFractions.LoadLane(
        _packed.Pointer + (row / PackedFractions.Lanes * PackedFractions.ElementWords),
        row % PackedFractions.Lanes);
}
