using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The layers of the LogUp tree between leaves and root. Layer k has 2^k fractions; its fraction x is
/// the sum of fractions x and x + 2^k of layer k + 1. Layers of 2^5 fractions and more are packed
/// (10 * 2^k words at word 10 * 2^k of one buffer, 40 bytes a leaf in all); smaller ones are plain.
/// </summary>
internal sealed unsafe class LogUpTree : IDisposable
{
    /// <summary>The largest layer that is kept as plain elements.</summary>
    public const int LogPlain = 5;

    private const int BlockSize = 256;
    private const int WordsPerFraction = 2 * Ext5.Degree;

    private readonly LogUpLeaves _leaves;
    private readonly FieldBuffer _buffer;
    private readonly Ext5[][] _plainNumerators;
    private readonly Ext5[][] _plainDenominators;

    /// <summary>Computes all layers.</summary>
    public LogUpTree(LogUpLeaves leaves, int threadCount)
    {
        _leaves = leaves;
        int logCount = leaves.LogCount;
        _buffer = new FieldBuffer((nuint)WordsPerFraction << Math.Max(logCount, LogPlain));
        for (int layer = logCount - 1; layer >= LogPlain; layer--)
        {
            BuildPacked(layer, threadCount);
        }

        int plain = Math.Min(logCount, LogPlain);
        _plainNumerators = new Ext5[plain + 1][];
        _plainDenominators = new Ext5[plain + 1][];
        ReadPlain(plain);
        for (int layer = plain - 1; layer >= 0; layer--)
        {
            BuildPlain(layer);
        }
    }

    public Ext5 RootNumerator => _plainNumerators[0][0];

    public Ext5 RootDenominator => _plainDenominators[0][0];

    /// <summary>A packed layer, free to be overwritten once the layer above it is proven.</summary>
    public BabyBear* Packed(int layer) => _buffer.Pointer + ((nint)WordsPerFraction << layer);

    public ReadOnlySpan<Ext5> PlainNumerators(int layer) => _plainNumerators[layer];

    public ReadOnlySpan<Ext5> PlainDenominators(int layer) => _plainDenominators[layer];

    public void Dispose() => _buffer.Dispose();

    private void BuildPacked(int layer, int threadCount)
    {
        int logCount = _leaves.LogCount;
        long blockCount = Math.Max(1, (1L << layer) / BlockSize);
        int blockSize = (int)((1L << layer) / blockCount);
        int chunkCount = Chunks.Count(threadCount, blockCount, blockSize);
        Chunks.Run(threadCount, chunkCount, chunk =>
        {
            long end = blockCount * (chunk + 1) / chunkCount;
            using FieldBuffer scratch =
                new(2 * PackedFractions.LeafBlockWords * BlockSize / PackedFractions.Lanes);
            for (long block = blockCount * chunk / chunkCount; block < end; block++)
            {
                if (layer == logCount - 1)
                {
                    AddLeaves(block * blockSize, blockSize, scratch.Pointer);
                }
                else
                {
                    AddPacked(layer, block * blockSize, blockSize);
                }
            }
        });
    }

    private void AddPacked(int layer, long first, int count)
    {
        nint offset = (nint)(first * WordsPerFraction);
        BabyBear* target = Packed(layer) + offset;
        BabyBear* left = Packed(layer + 1) + offset;
        BabyBear* right = left + ((nint)WordsPerFraction << layer);
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 q0 = PackedFractions.Denominator(left);
            PackedExt5 q1 = PackedFractions.Denominator(right);
            PackedExt5 p = (PackedFractions.Numerator(left) * q1)
                + (PackedFractions.Numerator(right) * q0);
            PackedFractions.Store(target, p, q0 * q1);
            target += PackedFractions.BlockWords;
            left += PackedFractions.BlockWords;
            right += PackedFractions.BlockWords;
        }
    }

    private void AddLeaves(long first, int count, BabyBear* scratch)
    {
        int layer = _leaves.LogCount - 1;
        BabyBear* target = Packed(layer) + (nint)(first * WordsPerFraction);
        BabyBear* left = scratch;
        _leaves.Fill(first, count, left);
        long firstRight = first + (1L << layer);
        if (firstRight >= _leaves.LiveCount)
        {
            for (int i = 0; i < count; i += PackedFractions.Lanes)
            {
                PackedExt5 p = PackedExt5.Zero + PackedBabyBear.Load(left);
                PackedFractions.Store(
                    target, p, PackedExt5.Load(left + PackedFractions.Lanes, PackedFractions.Lanes));
                target += PackedFractions.BlockWords;
                left += PackedFractions.LeafBlockWords;
            }

            return;
        }

        BabyBear* right = scratch + (count / PackedFractions.Lanes * PackedFractions.LeafBlockWords);
        _leaves.Fill(firstRight, count, right);
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 q0 = PackedExt5.Load(left + PackedFractions.Lanes, PackedFractions.Lanes);
            PackedExt5 q1 = PackedExt5.Load(right + PackedFractions.Lanes, PackedFractions.Lanes);
            PackedExt5 p = (q1 * PackedBabyBear.Load(left)) + (q0 * PackedBabyBear.Load(right));
            PackedFractions.Store(target, p, q0 * q1);
            target += PackedFractions.BlockWords;
            left += PackedFractions.LeafBlockWords;
            right += PackedFractions.LeafBlockWords;
        }
    }

    private void ReadPlain(int layer)
    {
        Ext5[] numerators = new Ext5[1 << layer];
        Ext5[] denominators = new Ext5[1 << layer];
        if (layer == _leaves.LogCount)
        {
            int blockCount = Math.Max(1, numerators.Length / PackedFractions.Lanes);
            using FieldBuffer scratch = new((nuint)(blockCount * PackedFractions.LeafBlockWords));
            _leaves.Fill(0, blockCount * PackedFractions.Lanes, scratch.Pointer);
            for (int i = 0; i < numerators.Length; i++)
            {
                BabyBear* block = scratch.Pointer
                    + (i / PackedFractions.Lanes * PackedFractions.LeafBlockWords);
                int lane = i % PackedFractions.Lanes;
                numerators[i] = block[lane];
                denominators[i] = PackedFractions.LoadLane(block + PackedFractions.Lanes, lane);
            }
        }
        else
        {
            PackedFractions.Read(Packed(layer), numerators, denominators);
        }

        _plainNumerators[layer] = numerators;
        _plainDenominators[layer] = denominators;
    }

    private void BuildPlain(int layer)
    {
        int size = 1 << layer;
        Ext5[] numerators = new Ext5[size];
        Ext5[] denominators = new Ext5[size];
        for (int i = 0; i < size; i++)
        {
            Ext5 q0 = _plainDenominators[layer + 1][i];
            Ext5 q1 = _plainDenominators[layer + 1][i + size];
            numerators[i] = (_plainNumerators[layer + 1][i] * q1)
                + (_plainNumerators[layer + 1][i + size] * q0);
            denominators[i] = q0 * q1;
        }

        _plainNumerators[layer] = numerators;
        _plainDenominators[layer] = denominators;
    }
}
