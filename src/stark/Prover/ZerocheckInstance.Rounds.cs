using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

internal sealed unsafe partial class ZerocheckInstance
{
    // Below this many variables tables are plain arrays: a round has no eight rows for the lanes.
    private const int MinPackedVariables = 4;

    private Ext5[][] _roundSums = [];

    /// <summary>Words that the tables of this instance take: of its columns, and of the affine form.</summary>
    public nuint TableWords => (nuint)(TableCount * Stride(_variables));

    private int TableCount => ColumnCount + 1;

    /// <summary>
    /// Takes memory of <see cref="TableWords"/> for the tables; returns into how many chunks folding the
    /// columns is divided.
    /// </summary>
    public int BeginFold(BabyBear* tables)
    {
        _tables = tables;
        _tableStride = Stride(_variables);
        return TableChunkCount;
    }

    /// <summary>Binds the skip variable of some columns.</summary>
    public void FoldColumns(Ext5[] skipWeights, int chunk)
    {
        int rows = 1 << _variables;
        Span<nint> blocks = stackalloc nint[SkipDomain.Size];
        for (int column = FirstTable(chunk); column < Math.Min(FirstTable(chunk + 1), ColumnCount); column++)
        {
            // The blocks of rows as columns of their own.
            for (int t = 0; t < blocks.Length; t++)
            {
                blocks[t] = (nint)(Column(column) + ((nint)t * rows));
            }

            new LeafKernel(Ext5.Zero, blocks, skipWeights).Fill(
                0, rows, Table(column), PackedFractions.ElementWords);
        }
    }

    /// <summary>Starts the table of the affine form, the last one, when all columns are folded.</summary>
    public int BeginFoldAffine() => (int)Math.Clamp(((long)TableCount << _variables) >> 13, 1, 1 << (_variables - 3));

    /// <summary>Fills some rows of the affine form's table.</summary>
    public void FoldAffine(int chunk)
    {
        int packs = 1 << (_variables - 3);
        int chunkCount = BeginFoldAffine();
        nint end = (nint)((long)packs * (chunk + 1) / chunkCount);
        for (nint pack = (nint)((long)packs * chunk / chunkCount); pack < end; pack++)
        {
            FoldAffinePack(pack * PackedFractions.ElementWords);
        }
    }

    /// <summary>Ends folding: tables with few rows become plain arrays.</summary>
    public void EndFold()
    {
        if (_variables <= MinPackedVariables)
        {
            MakePlain();
        }
    }

    /// <summary>Starts a round; returns into how many chunks it is divided.</summary>
    public int BeginRound()
    {
        if (_plain.Length > 0)
        {
            _roundSums = new Ext5[1][];
            return 1;
        }

        _eq = NewWeights(_point.AsSpan(_point.Length - _variables + 1));
        _roundSums = new Ext5[ChunkCount(_eq)][];
        return _roundSums.Length;
    }

    /// <summary>Sums one chunk of the rows at 0, 2 and 3.</summary>
    public void AddRoundChunk(int chunk)
    {
        if (_plain.Length > 0)
        {
            _roundSums[chunk] = PlainRoundValues(_point.AsSpan(_point.Length - _variables + 1));
            return;
        }

        EqualityWeights eq = _eq!;
        PackedExt5[] sums = new PackedExt5[3];
        PackedExt5[] points = new PackedExt5[3 * TableCount];
        int end = (int)((long)eq.BlockCount * (chunk + 1) / _roundSums.Length);
        for (int block = (int)((long)eq.BlockCount * chunk / _roundSums.Length); block < end; block++)
        {
            AddRoundBlock(eq, block, points, sums);
        }

        _roundSums[chunk] = [sums[0].SumLanes(), Ext5.Zero, sums[1].SumLanes(), sums[2].SumLanes()];
    }

    /// <summary>
    /// T(0), T(1), T(2), T(3) when all chunks are done, where T(X) is the sum over rows of
    /// eq(other coordinates, row) times constraints and interactions with the first variable at X; then
    /// claim = (1 - r) T(0) + r T(1).
    /// </summary>
    public Ext5[] RoundValues()
    {
        Ext5[] values = new Ext5[4];
        foreach (Ext5[] sums in _roundSums)
        {
            for (int x = 0; x < values.Length; x++)
            {
                values[x] += sums[x];
            }
        }

        EndWeights();
        Ext5 r = _point[_point.Length - _variables];
        values[1] = (Claim - ((Ext5.One - r) * values[0])) * r.Inverse();
        return values;
    }

    /// <summary>Binds the first variable of claim and factor; returns into how many chunks that of the tables is
    /// divided.</summary>
    public int BeginBind(Ext5 challenge, Ext5[] roundValues)
    {
        Ext5 r = _point[_point.Length - _variables];
        Ext5 product = r * challenge;
        Factor *= Ext5.One - r - challenge + product + product;
        Claim = Extrapolate(roundValues, challenge);
        _variables--;
        return _plain.Length > 0 ? 1 : TableChunkCount;
    }

    /// <summary>Binds the first variable of some tables.</summary>
    public void BindChunk(Ext5 challenge, int chunk)
    {
        if (_plain.Length > 0)
        {
            BindPlain(challenge);
            return;
        }

        PackedExt5 z = PackedExt5.Broadcast(challenge);
        nint half = (nint)Ext5.Degree << _variables;
        for (int index = FirstTable(chunk); index < FirstTable(chunk + 1); index++)
        {
            BabyBear* table = Table(index);
            for (nint i = 0; i < half; i += PackedFractions.ElementWords)
            {
                PackedExt5 low = PackedExt5.Load(table + i, Lanes);
                PackedExt5 high = PackedExt5.Load(table + half + i, Lanes);
                (low + (z * (high - low))).Store(table + i, Lanes);
            }
        }
    }

    /// <summary>Ends binding: tables with few rows become plain arrays.</summary>
    public void EndBind()
    {
        if (_plain.Length == 0 && _variables == MinPackedVariables)
        {
            MakePlain();
        }
    }

    /// <summary>The columns' values at the point, once all variables are bound: main, then fixed.</summary>
    public ReadOnlySpan<Ext5> Evaluations()
    {
        Ext5[] evaluations = new Ext5[ColumnCount];
        for (int column = 0; column < evaluations.Length; column++)
        {
            evaluations[column] = _plain[column][0];
        }

        return evaluations;
    }

    /// <summary>The polynomial of degree 3 through values at 0, 1, 2, 3.</summary>
    public static Ext5 Extrapolate(ReadOnlySpan<Ext5> values, Ext5 x)
    {
        Ext5 x1 = x - BabyBear.One;
        Ext5 x2 = x - BabyBear.FromUInt32(2);
        Ext5 x3 = x - BabyBear.FromUInt32(3);
        BabyBear half = BabyBear.FromUInt32(2).Inverse();
        BabyBear sixth = BabyBear.FromUInt32(6).Inverse();
        return (x * x1 * x2 * values[3] * sixth) - (x1 * x2 * x3 * values[0] * sixth)
            + (x * x2 * x3 * values[1] * half) - (x * x1 * x3 * values[2] * half);
    }

    // Tables start at different cache sets, or loops over many of them would thrash the first level.
    private static nint Stride(int variables) => ((nint)Ext5.Degree << variables) + (2 * Lanes);

    private BabyBear* Table(int index) => _tables + (index * _tableStride);

    // At least 2^12 elements a chunk, and not more than 16 chunks.
    private int TableChunkCount => (int)Math.Clamp(
        ((long)TableCount << _variables) >> 12, 1, Math.Min(TableCount, 16));

    private int FirstTable(int chunk) => (int)((long)TableCount * chunk / TableChunkCount);

    private void FoldAffinePack(nint offset)
    {
        PackedExt5 sum = PackedExt5.Broadcast(_affine.Constant);
        for (int column = 0; column < ColumnCount; column++)
        {
            Ext5 coefficient = column < _width ? _affine.Main[column] : _affine.Fixed[column - _width];
            if (coefficient != Ext5.Zero)
            {
                sum += PackedExt5.Broadcast(coefficient)
                    * PackedExt5.Load(Table(column) + offset, Lanes);
            }
        }

        sum.Store(Table(ColumnCount) + offset, Lanes);
    }

    private void AddRoundBlock(EqualityWeights eq, int block, PackedExt5[] points, PackedExt5[] sums)
    {
        nint half = (nint)Ext5.Degree << (_variables - 1);
        int count = TableCount;
        PackedExt5 high = PackedExt5.Broadcast(eq.High(block));
        fixed (PackedExt5* at = points)
        {
            fixed (PackedExt5* weights = _packedWeights)
            {
                for (int i = 0; i < eq.BlockSize; i += Lanes)
                {
                    nint offset = (((nint)block * eq.BlockSize) + i) * Ext5.Degree;
                    for (int column = 0; column < count; column++)
                    {
                        BabyBear* table = Table(column) + offset;
                        PackedExt5 low = PackedExt5.Load(table, Lanes);
                        PackedExt5 upper = PackedExt5.Load(table + half, Lanes);
                        PackedExt5 difference = upper - low;
                        at[column] = low;
                        at[count + column] = upper + difference;
                        at[(2 * count) + column] = upper + difference + difference;
                    }

                    PackedExt5 weight = high * PackedExt5.Load(eq.Low + (i * Ext5.Degree), Lanes);
                    for (int x = 0; x < 3; x++)
                    {
                        PackedExt5* row = at + (x * count);
                        ExtensionConstraintSum builder = new(row, row + _width, weights);
                        _trace.Air.Air.Eval<ExtensionConstraintSum, PackedExt5>(ref builder);
                        sums[x] += weight * (builder.Sum + row[count - 1]);
                    }
                }
            }
        }
    }

    private void MakePlain()
    {
        _plain = new Ext5[TableCount][];
        for (int table = 0; table < _plain.Length; table++)
        {
            _plain[table] = new Ext5[1 << _variables];
            for (int row = 0; row < _plain[table].Length; row++)
            {
                _plain[table][row] = PackedFractions.LoadLane(
                    Table(table) + (row / Lanes * PackedFractions.ElementWords), row % Lanes);
            }
        }
    }

    private Ext5[] PlainRoundValues(ReadOnlySpan<Ext5> rest)
    {
        Ext5[] eq = EqualityWeights.Expand(rest);
        Ext5[] values = new Ext5[4];
        Ext5[] main = new Ext5[_width];
        Ext5[] fixedColumns = new Ext5[_fixedWidth];
        for (int row = 0; row < eq.Length; row++)
        {
            for (uint x = 0; x < 4; x++)
            {
                BabyBear scale = BabyBear.FromUInt32(x);
                for (int column = 0; column < ColumnCount; column++)
                {
                    Ext5 value = At(column, row, eq.Length, scale);
                    if (column < _width)
                    {
                        main[column] = value;
                    }
                    else
                    {
                        fixedColumns[column - _width] = value;
                    }
                }

                PlainConstraintSum builder = new(main, fixedColumns, _weights);
                _trace.Air.Air.Eval<PlainConstraintSum, Ext5>(ref builder);
                values[x] += eq[row] * (builder.Sum + At(ColumnCount, row, eq.Length, scale));
            }
        }

        return values;
    }

    private Ext5 At(int table, int row, int half, BabyBear x) =>
        _plain[table][row] + ((_plain[table][row + half] - _plain[table][row]) * x);

    private void BindPlain(Ext5 challenge)
    {
        int half = 1 << _variables;
        for (int table = 0; table < _plain.Length; table++)
        {
            Ext5[] bound = new Ext5[half];
            for (int row = 0; row < half; row++)
            {
                Ext5 low = _plain[table][row];
                bound[row] = low + (challenge * (_plain[table][row + half] - low));
            }

            _plain[table] = bound;
        }
    }
}
