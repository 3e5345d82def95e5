using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The prover's state of the zerocheck for one instance: first the skip round over the trace, then tables
/// of its columns over the extension field, 16 times shorter, that shrink by half a round.
/// </summary>
internal sealed unsafe partial class ZerocheckInstance : IDisposable
{
    private const int Lanes = PackedBabyBear.Lanes;

    private readonly InstanceTrace _trace;
    private readonly AffineCombination _affine;
    private readonly Ext5[] _weights;
    private readonly PackedExt5[] _packedWeights;
    private readonly Ext5[] _point;
    private readonly int _width;
    private readonly int _fixedWidth;
    private EqualityWeights? _eq;
    private LeafKernel? _affineKernel;
    private SkipSums[] _skipSums = [];
    private BabyBear* _tables;
    private nint _tableStride;
    private int _variables;
    private Ext5[][] _plain = [];

    /// <param name="trace">The columns.</param>
    /// <param name="affine">The interactions.</param>
    /// <param name="weights">The power of theta of each constraint.</param>
    /// <param name="point">r_c: the last h coordinates of LogUp's point.</param>
    public ZerocheckInstance(
        InstanceTrace trace, AffineCombination affine, Ext5[] weights, ReadOnlySpan<Ext5> point)
    {
        _trace = trace;
        _affine = affine;
        _weights = weights;
        _packedWeights = [.. weights.Select(PackedExt5.Broadcast)];
        _point = point.ToArray();
        _width = trace.Main.Width;
        _fixedWidth = trace.Fixed?.Width ?? 0;
        _variables = trace.LogHeight - SkipDomain.LogSize;
    }

    public int LogHeight => _trace.LogHeight;

    /// <summary>
    /// The sum over the unbound rows of eq(r, row) times constraints and interactions, without the factors
    /// of bound variables.
    /// </summary>
    public Ext5 Claim { get; private set; }

    /// <summary>The product of the factors eq of the bound variables.</summary>
    public Ext5 Factor { get; private set; }

    private int ColumnCount => _width + _fixedWidth;

    /// <summary>Starts the skip round; returns into how many chunks it is divided.</summary>
    public int BeginSkip()
    {
        _eq = NewWeights(_point.AsSpan(SkipDomain.LogSize));
        _affineKernel = MakeAffineKernel();
        _skipSums = new SkipSums[ChunkCount(_eq)];
        return _skipSums.Length;
    }

    /// <summary>Sums one chunk of the rows at all points.</summary>
    public void AddSkipChunk(SkipExtension extension, int chunk)
    {
        EqualityWeights eq = _eq!;
        SkipSums sums = new();
        using SkipScratch scratch = new(ColumnCount, eq.BlockSize);
        int end = (int)((long)eq.BlockCount * (chunk + 1) / _skipSums.Length);
        for (int block = (int)((long)eq.BlockCount * chunk / _skipSums.Length); block < end; block++)
        {
            AddSkipBlock(extension, eq, block, 1 << _variables, _affineKernel, scratch, sums);
        }

        _skipSums[chunk] = sums;
    }

    /// <summary>The coefficients of this instance's part of the skip polynomial, when all chunks are done.</summary>
    public Ext5[] SkipPolynomial()
    {
        Ext5[] affine = new Ext5[SkipDomain.Size];
        Ext5[] constraints = new Ext5[SkipExtension.CosetSize];
        foreach (SkipSums sums in _skipSums)
        {
            sums.AddTo(affine, constraints);
        }

        _skipSums = [];
        EndWeights();
        return Combine(affine, constraints);
    }

    /// <summary>Binds the skip variable of claim and factor; the tables are for the caller to fold.</summary>
    public void BindSkip(Ext5[] skipWeights, Ext5 zeta, Ext5[] skipPolynomial, int missingVariables)
    {
        Factor = ZerocheckVerifier.SkipFactor(_point, skipWeights);
        Claim = ZerocheckVerifier.EvaluatePolynomial(skipPolynomial, zeta) * Factor.Inverse();
        BabyBear half = BabyBear.FromUInt32(2).Inverse();
        Factor *= half.Pow((ulong)missingVariables);
    }

    public void Dispose() => EndWeights();

    // Small blocks where there are few rows, so that there is something to divide.
    private static EqualityWeights NewWeights(ReadOnlySpan<Ext5> point) =>
        new(point, Math.Clamp(point.Length - 4, 3, EqualityWeights.MaxLogBlock));

    private int ChunkCount(EqualityWeights eq)
    {
        const int MaxChunks = 16;
        const long MinCellsPerChunk = 1 << 13;
        long cells = (long)eq.BlockCount * eq.BlockSize * (ColumnCount + 1);
        return (int)Math.Clamp(cells / MinCellsPerChunk, 1, Math.Min(eq.BlockCount, MaxChunks));
    }

    private void EndWeights()
    {
        _eq?.Dispose();
        _eq = null;
    }

    // Multiplies by eq's polynomial: e(X) (a(X) + (X^16 - 1) b(X)), a from D and b from the coset.
    private Ext5[] Combine(Ext5[] affineOnDomain, Ext5[] constraintsOnCoset)
    {
        BabyBear shift = SkipExtension.Shift.Pow(SkipDomain.Size);
        BabyBear even = (shift - BabyBear.One).Inverse();
        BabyBear odd = (-shift - BabyBear.One).Inverse();
        for (int j = 0; j < constraintsOnCoset.Length; j++)
        {
            constraintsOnCoset[j] *= (j & 1) == 0 ? even : odd;
        }

        Ext5[] a = SkipExtension.Interpolate(affineOnDomain, SkipDomain.LogSize);
        Ext5[] b = SkipExtension.InterpolateCoset(constraintsOnCoset);
        Ext5[] inner = new Ext5[ZerocheckProof.SkipLength];
        for (int i = 0; i < a.Length; i++)
        {
            inner[i] += a[i];
        }

        for (int i = 0; i < b.Length; i++)
        {
            inner[i] -= b[i];
            inner[i + SkipDomain.Size] += b[i];
        }

        Ext5[] eq = EqualityWeights.Expand(_point.AsSpan(0, SkipDomain.LogSize));
        Ext5[] e = SkipExtension.Interpolate(eq, SkipDomain.LogSize);
        Ext5[] product = new Ext5[ZerocheckProof.SkipLength];
        for (int i = 0; i < e.Length; i++)
        {
            for (int j = 0; i + j < product.Length; j++)
            {
                product[i + j] += e[i] * inner[j];
            }
        }

        return product;
    }

    private LeafKernel? MakeAffineKernel()
    {
        List<nint> columns = [];
        List<Ext5> coefficients = [];
        for (int column = 0; column < ColumnCount; column++)
        {
            Ext5 coefficient = column < _width ? _affine.Main[column] : _affine.Fixed[column - _width];
            if (coefficient != Ext5.Zero)
            {
                columns.Add((nint)Column(column));
                coefficients.Add(coefficient);
            }
        }

        return columns.Count == 0 && _affine.Constant == Ext5.Zero
            ? null
            : new LeafKernel(
                _affine.Constant,
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(columns),
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(coefficients));
    }

    private BabyBear* Column(int column) => column < _width
        ? _trace.Main.ColumnPointer(column)
        : _trace.Fixed!.ColumnPointer(column - _width);

    private void AddSkipBlock(
        SkipExtension extension,
        EqualityWeights eq,
        int block,
        int rows,
        LeafKernel? kernel,
        SkipScratch scratch,
        SkipSums sums)
    {
        int first = block * eq.BlockSize;
        PackedExt5 high = PackedExt5.Broadcast(eq.High(block));
        for (int t = 0; t < SkipDomain.Size && kernel is not null; t++)
        {
            kernel.Fill(((long)t * rows) + first, eq.BlockSize, scratch.Affine, PackedFractions.ElementWords);
            PackedExt5 sum = PackedExt5.Zero;
            for (int i = 0; i < eq.BlockSize; i += Lanes)
            {
                sum += PackedExt5.Load(eq.Low + (i * Ext5.Degree), Lanes)
                    * PackedExt5.Load(scratch.Affine + (i * Ext5.Degree), Lanes);
            }

            sums.Affine[t] += sum * high;
        }

        if (_weights.Length == 0)
        {
            return;
        }

        PackedBabyBear* columns = scratch.Points;
        PackedBabyBear* values = scratch.Values;
        int count = ColumnCount;
        for (int i = 0; i < eq.BlockSize; i += Lanes)
        {
            for (int column = 0; column < count; column++)
            {
                BabyBear* source = Column(column) + first + i;
                for (int t = 0; t < SkipDomain.Size; t++)
                {
                    values[t] = PackedBabyBear.Load(source + ((nint)t * rows));
                }

                extension.Extend(values);
                for (int j = 0; j < SkipExtension.CosetSize; j++)
                {
                    columns[(j * count) + column] = values[j];
                }
            }

            PackedExt5 weight = high * PackedExt5.Load(eq.Low + (i * Ext5.Degree), Lanes);
            fixed (PackedExt5* weights = _packedWeights)
            {
                for (int j = 0; j < SkipExtension.CosetSize; j++)
                {
                    PackedBabyBear* point = columns + (j * count);
                    BaseConstraintSum builder = new(point, point + _width, weights);
                    _trace.Air.Air.Eval<BaseConstraintSum, PackedBabyBear>(ref builder);
                    sums.Constraints[j] += weight * builder.Sum;
                }
            }
        }
    }

    /// <summary>Room for one thread of the skip round.</summary>
    private sealed class SkipScratch : IDisposable
    {
        private readonly FieldBuffer _buffer;
        private readonly FieldBuffer _affine;

        public SkipScratch(int columnCount, int blockSize)
        {
            int packs = SkipExtension.CosetSize * (columnCount + 1);
            _buffer = new FieldBuffer((nuint)(packs * Lanes));
            _affine = new FieldBuffer((nuint)(blockSize * Ext5.Degree));
        }

        public PackedBabyBear* Values => (PackedBabyBear*)_buffer.Pointer;

        public PackedBabyBear* Points => Values + SkipExtension.CosetSize;

        public BabyBear* Affine => _affine.Pointer;

        public void Dispose()
        {
            _buffer.Dispose();
            _affine.Dispose();
        }
    }

    /// <summary>The sums of one thread, eight lanes of rows apart.</summary>
    private sealed class SkipSums
    {
        public PackedExt5[] Affine { get; } = new PackedExt5[SkipDomain.Size];

        public PackedExt5[] Constraints { get; } = new PackedExt5[SkipExtension.CosetSize];

        public void AddTo(Ext5[] affine, Ext5[] constraints)
        {
            for (int i = 0; i < affine.Length; i++)
            {
                affine[i] += Affine[i].SumLanes();
            }

            for (int i = 0; i < constraints.Length; i++)
            {
                constraints[i] += Constraints[i].SumLanes();
            }
        }
    }
}
