using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air.Tests;

public sealed class TraceCheckerTests
{
    private const int Bus = 3;

    [Fact]
    public void Check_ValidTraces_FindsNothing()
    {
        using TraceMatrix squares = Squares();
        using TraceMatrix table = Table(squares);
        Assert.Empty(TraceChecker.Check([(new SquareAir(), squares), (new TableAir(), table)], []));
    }

    [Fact]
    public void Check_BrokenConstraint_NamesChipRowAndConstraint()
    {
        using TraceMatrix squares = Squares();
        using TraceMatrix table = Table(squares);
        squares[2, 1] += BabyBear.One;
        IReadOnlyList<string> problems =
            TraceChecker.Check([(new SquareAir(), squares), (new TableAir(), table)], []);
        Assert.Contains("Square, row 2: constraint 'square' is not zero", problems);
    }

    [Fact]
    public void Check_ValueOutsideTheTable_NamesTheBus()
    {
        using TraceMatrix squares = Squares();
        using TraceMatrix table = Table(squares);
        squares[1, 0] = BabyBear.FromUInt32(9);
        squares[1, 1] = BabyBear.FromUInt32(81);
        IReadOnlyList<string> problems =
            TraceChecker.Check([(new SquareAir(), squares), (new TableAir(), table)], []);
        Assert.Contains(problems, problem => problem.StartsWith($"bus {Bus}: message (9)", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_PublicInteraction_BalancesTheBus()
    {
        using TraceMatrix squares = Squares();
        using TraceMatrix table = Table(squares);
        table[3, 0] += BabyBear.One;
        BabyBear[] message = [BabyBear.FromUInt32(3)];
        Assert.NotEmpty(TraceChecker.Check([(new SquareAir(), squares), (new TableAir(), table)], []));
        Assert.Empty(TraceChecker.Check(
            [(new SquareAir(), squares), (new TableAir(), table)],
            [new PublicInteraction(Bus, -BabyBear.One, message)]));
    }

    [Fact]
    public void Create_SquareAir_FindsDegreesAndForms()
    {
        AirDescription description = AirDescription.Create(new SquareAir());
        Assert.Equal(2, description.MaxDegree);
        AirInteraction interaction = Assert.Single(description.Interactions);
        Assert.Equal(new AffineTerm(false, 2, -BabyBear.One), Assert.Single(interaction.Multiplicity.Terms));
        Assert.Equal(new AffineTerm(false, 0, BabyBear.One), Assert.Single(interaction.Message[0].Terms));
    }

    [Fact]
    public void Create_DegreeFour_Throws() =>
        Assert.Throws<ArgumentException>(() => AirDescription.Create(new PowerAir(4, inMessage: false)));

    [Fact]
    public void Create_QuadraticMessage_Throws() =>
        Assert.Throws<ArgumentException>(() => AirDescription.Create(new PowerAir(2, inMessage: true)));

    [Fact]
    public void Serialize_OtherAir_Differs()
    {
        byte[] first = AirDescription.Create(new PowerAir(2, inMessage: false)).Serialize();
        Assert.Equal(first, AirDescription.Create(new PowerAir(2, inMessage: false)).Serialize());
        Assert.NotEqual(first, AirDescription.Create(new PowerAir(3, inMessage: false)).Serialize());
    }

    private static TraceMatrix Squares()
    {
        TraceMatrix trace = new(3, 3);
        for (int row = 0; row < 6; row++)
        {
            trace[row, 0] = BabyBear.FromUInt32((uint)row % 4);
            trace[row, 1] = trace[row, 0] * trace[row, 0];
            trace[row, 2] = BabyBear.One;
        }

        return trace;
    }

    private static TraceMatrix Table(TraceMatrix squares)
    {
        TraceMatrix trace = new(1, 2);
        for (int row = 0; row < squares.RowCount; row++)
        {
            trace[(int)squares[row, 0].Value, 0] += squares[row, 2];
        }

        return trace;
    }

    /// <summary>Rows (x, x^2, used), x looked up.</summary>
    private sealed class SquareAir : IAir
    {
        public string Name => "Square";

        public int Width => 3;

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T>
        {
            T x = builder.Main(0);
            builder.AssertZero((x * x) - builder.Main(1), "square");
            builder.Interact(Bus, -builder.Main(2), [x]);
        }
    }

    /// <summary>The values 0 to 3 with their multiplicities.</summary>
    private sealed class TableAir : IAir, IFixedColumns
    {
        public string Name => "Table";

        public int Width => 1;

        public IFixedColumns Fixed => this;

        int IFixedColumns.Width => 1;

        public int LogHeight => 2;

        public bool IsCommitted => true;

        public void Fill(int column, Span<BabyBear> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BabyBear.FromUInt32((uint)i);
            }
        }

        public Ext5 Evaluate(int column, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> rest) =>
            throw new NotSupportedException("the columns are committed");

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T> =>
            builder.Interact(Bus, builder.Main(0), [builder.FixedColumn(0)]);
    }

    private sealed class PowerAir(int power, bool inMessage) : IAir
    {
        public string Name => "Power";

        public int Width => 1;

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T>
        {
            T product = T.One;
            for (int i = 0; i < power; i++)
            {
                product *= builder.Main(0);
            }

            if (inMessage)
            {
                builder.Interact(Bus, T.One, [product]);
            }
            else
            {
                builder.AssertZero(product, "power");
            }
        }
    }
}
