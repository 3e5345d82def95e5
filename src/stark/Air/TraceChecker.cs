using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>
/// Checks traces directly, without a proof: every constraint on every row, and every bus. It names the
/// row and the constraint that fail, which a rejected proof cannot.
/// </summary>
public static class TraceChecker
{
    /// <summary>Problems that are reported for one call at most.</summary>
    public const int MaxProblems = 20;

    /// <summary>Returns what is wrong, in words; nothing if the traces are valid together.</summary>
    public static IReadOnlyList<string> Check(
        IReadOnlyList<(IAir Air, TraceMatrix Trace)> traces,
        IReadOnlyList<PublicInteraction> publicInteractions)
    {
        List<string> problems = [];
        Dictionary<BusMessage, Balance> buses = [];
        foreach ((IAir air, TraceMatrix trace) in traces)
        {
            CheckTrace(air, trace, problems, buses);
        }

        foreach (PublicInteraction interaction in publicInteractions)
        {
            BusMessage message = new(interaction.Bus, interaction.Message.ToArray());
            Add(buses, message, interaction.Multiplicity, "the statement", 0);
        }

        foreach ((BusMessage message, Balance balance) in buses)
        {
            if (balance.Sum != BabyBear.Zero && problems.Count < MaxProblems)
            {
                problems.Add(
                    $"bus {message.Bus}: message ({string.Join(", ", message.Elements)}) sums to {balance.Sum}; "
                    + $"first used by {balance.FirstUser}, row {balance.FirstRow}");
            }
        }

        return problems;
    }

    /// <summary>Checks the constraints of one trace alone.</summary>
    public static IReadOnlyList<string> CheckConstraints(IAir air, TraceMatrix trace)
    {
        List<string> problems = [];
        CheckTrace(air, trace, problems, null);
        return problems;
    }

    private static void CheckTrace(
        IAir air, TraceMatrix trace, List<string> problems, Dictionary<BusMessage, Balance>? buses)
    {
        if (trace.Width != air.Width)
        {
            problems.Add($"{air.Name}: the trace has {trace.Width} columns and not {air.Width}");
            return;
        }

        if (air.Fixed is IFixedColumns declared && declared.LogHeight != trace.LogHeight)
        {
            problems.Add($"{air.Name}: the trace has 2^{trace.LogHeight} rows, not 2^{declared.LogHeight}");
            return;
        }

        BabyBear[][] fixedColumns = FillFixed(air.Fixed, trace.RowCount);
        RowBuilder builder = new(trace, fixedColumns);
        for (int row = 0; row < trace.RowCount; row++)
        {
            builder.Row = row;
            builder.Failures.Clear();
            builder.Interactions.Clear();
            air.Eval<RowBuilder, BabyBear>(ref builder);
            foreach (string label in builder.Failures)
            {
                if (problems.Count < MaxProblems)
                {
                    problems.Add($"{air.Name}, row {row}: constraint '{label}' is not zero");
                }
            }

            if (buses is not null)
            {
                foreach ((int bus, BabyBear multiplicity, BabyBear[] message) in builder.Interactions)
                {
                    Add(buses, new BusMessage(bus, message), multiplicity, air.Name, row);
                }
            }
        }
    }

    private static BabyBear[][] FillFixed(IFixedColumns? columns, int rowCount)
    {
        BabyBear[][] values = new BabyBear[columns?.Width ?? 0][];
        for (int column = 0; column < values.Length; column++)
        {
            values[column] = new BabyBear[rowCount];
            columns!.Fill(column, values[column]);
        }

        return values;
    }

    private static void Add(
        Dictionary<BusMessage, Balance> buses,
        BusMessage message,
        BabyBear multiplicity,
        string user,
        int row)
    {
        if (!buses.TryGetValue(message, out Balance? balance))
        {
            balance = new Balance(user, row);
            buses.Add(message, balance);
        }

        balance.Sum += multiplicity;
    }

    private sealed class Balance(string firstUser, int firstRow)
    {
        public string FirstUser { get; } = firstUser;

        public int FirstRow { get; } = firstRow;

        public BabyBear Sum { get; set; }
    }

    private readonly struct BusMessage(int bus, BabyBear[] elements) : IEquatable<BusMessage>
    {
        public int Bus { get; } = bus;

        public BabyBear[] Elements { get; } = elements;

        public bool Equals(BusMessage other) =>
            Bus == other.Bus && Elements.AsSpan().SequenceEqual(other.Elements);

        public override bool Equals(object? obj) => obj is BusMessage other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(Bus);
            foreach (BabyBear element in Elements)
            {
                hash.Add(element.Raw);
            }

            return hash.ToHashCode();
        }
    }

    private struct RowBuilder(TraceMatrix trace, BabyBear[][] fixedColumns) : IAirBuilder<BabyBear>
    {
        public int Row { get; set; }

        public List<string> Failures { get; } = [];

        public List<(int Bus, BabyBear Multiplicity, BabyBear[] Message)> Interactions { get; } = [];

        public readonly BabyBear Main(int column) => trace[Row, column];

        public readonly BabyBear FixedColumn(int column) => fixedColumns[column][Row];

        public readonly void AssertZero(BabyBear value, string label)
        {
            if (value != BabyBear.Zero)
            {
                Failures.Add(label);
            }
        }

        public readonly void Interact(int bus, BabyBear multiplicity, ReadOnlySpan<BabyBear> message)
        {
            if (multiplicity != BabyBear.Zero)
            {
                Interactions.Add((bus, multiplicity, message.ToArray()));
            }
        }
    }
}
