using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>
/// Fills one chip from a segment, and checks its rows alone: constraints, the truth of look-ups, and
/// that no column can be changed without notice.
/// </summary>
internal sealed class ChipTester : IDisposable
{
    // Chips of more columns get fewer trials a column, so that the tests stay short.
    private const int WideChip = 1000;

    private readonly Chip _chip;
    private readonly TableTruth _tables;
    private readonly TraceMatrix _trace;
    private readonly BabyBear[][] _fixed;
    private readonly Dictionary<int, HashSet<string>> _voices = [];

    /// <param name="chip">The chip.</param>
    /// <param name="segment">What happened.</param>
    /// <param name="firstPc">Address of the program's first instruction.</param>
    /// <param name="program">What the Program bus offers.</param>
    public ChipTester(Chip chip, SegmentRecord segment, uint firstPc = 0, params Instruction[] program)
    {
        _chip = chip;
        _tables = new TableTruth(firstPc, program);
        Lookups = new LookupCounts(firstPc, program.Length);
        RealRows = chip.CountRows(segment);
        int logHeight = 4;
        while (1 << logHeight <= RealRows)
        {
            logHeight++;
        }

        _trace = new TraceMatrix(chip.Width, chip.Fixed?.LogHeight ?? logHeight);
        chip.Fill(segment, 0, RealRows, _trace, Lookups);
        _fixed = new BabyBear[chip.Fixed?.Width ?? 0][];
        for (int column = 0; column < _fixed.Length; column++)
        {
            _fixed[column] = new BabyBear[_trace.RowCount];
            chip.Fixed!.Fill(column, _fixed[column]);
        }
    }

    public LookupCounts Lookups { get; }

    public TraceMatrix Trace => _trace;

    public int RealRows { get; }

    /// <summary>
    /// Asserts that all rows hold, that look-ups are true and counted, and that padding says nothing.
    /// Returns the sums of all other messages that do not cancel, as "bus: message = multiplicity".
    /// </summary>
    public SortedSet<string> AssertValid()
    {
        Assert.Empty(TraceChecker.CheckConstraints(_chip, _trace));
        LookupCounts used = new(0, 0);
        uint fetches = 0;
        Dictionary<string, BusEntry> sums = [];
        for (int row = 0; row < _trace.RowCount; row++)
        {
            RowEvaluation evaluation = Evaluate(row, Main(row));
            Assert.True(row < RealRows || evaluation.Messages.Count == 0, "padding uses a bus");
            foreach (BusEntry entry in evaluation.Messages.Values)
            {
                if (TableTruth.IsTable(entry.Bus))
                {
                    Assert.True(_tables.IsTrue(entry), $"{_chip.Name}, row {row}: {entry.Text} is false");
                    fetches += Count(used, entry);
                }
                else
                {
                    BabyBear before = sums.TryGetValue(entry.Text, out BusEntry? sum) ? sum.Multiplicity : default;
                    sums[entry.Text] = entry with { Multiplicity = before + entry.Multiplicity };
                }
            }
        }

        Assert.True(used.Range.SequenceEqual(Lookups.Range), "range look-ups are not counted as used");
        Assert.True(used.Bytes.SequenceEqual(Lookups.Bytes), "byte look-ups are not counted as used");
        Assert.Equal(fetches, (uint)Lookups.Program.ToArray().Sum(count => count));
        return
        [
            .. sums.Values.Where(sum => sum.Multiplicity != BabyBear.Zero)
                .Select(sum => $"{sum.Text} = {Signed(sum.Multiplicity)}"),
        ];
    }

    /// <summary>
    /// Changes every column of random rows in turn, to several values, and demands that each change breaks a
    /// constraint, makes a look-up false, or changes what the row says on another bus. A row of padding may
    /// hold anything that says nothing; there, and everywhere, no multiplicity but 0 and 1 may hold.
    /// </summary>
    /// <param name="random">Chooses rows and values.</param>
    /// <param name="freeColumns">Columns that may take several values by design, and do.</param>
    public void AssertTamperingIsNoticed(Random random, params int[] freeColumns)
    {
        int trials = _chip.Width < WideChip ? 3 : 1;
        HashSet<int> unnoticed = [];
        for (int column = 0; column < _chip.Width; column++)
        {
            for (int trial = 0; trial < trials; trial++)
            {
                int row = random.Next(RealRows);
                if (!IsEveryChangeNoticed(row, column, random))
                {
                    Assert.True(
                        freeColumns.Contains(column),
                        $"{_chip.Name}, row {row}: a change of column {column} goes unnoticed");
                    unnoticed.Add(column);
                }
            }

            if (RealRows < _trace.RowCount)
            {
                IsEveryChangeNoticed(RealRows, column, random);
            }
        }

        Assert.Equal(freeColumns.Order(), unnoticed.Order());
    }

    /// <summary>The columns of a row that can be changed without notice.</summary>
    public IReadOnlyList<int> UnnoticedColumns(int row, Random random) =>
        [.. Enumerable.Range(0, _chip.Width).Where(column => !IsEveryChangeNoticed(row, column, random))];

    /// <summary>Whether a row's constraints and look-ups hold as the trace stands.</summary>
    public bool IsTrue(int row)
    {
        RowEvaluation evaluation = Evaluate(row, Main(row));
        return evaluation.Failures.Count == 0
            && evaluation.Messages.Values.All(entry => !TableTruth.IsTable(entry.Bus) || _tables.IsTrue(entry));
    }

    public void Dispose() => _trace.Dispose();

    private bool IsEveryChangeNoticed(int row, int column, Random random)
    {
        if (!_voices.TryGetValue(row, out HashSet<string>? voice))
        {
            voice = Voice(Evaluate(row, Main(row)));
            _voices.Add(row, voice);
        }

        bool isNoticed = true;
        foreach (BabyBear value in TamperedValues(row, column, random))
        {
            RowEvaluation after = Evaluate(row, Changed(row, column, value));
            isNoticed &= IsNoticed(voice, after);
            Assert.True(
                after.Failures.Count > 0 || after.IsSingleVoiced,
                $"{_chip.Name}, row {row}: column {column} multiplies a message");
        }

        return isNoticed;
    }

    private bool IsNoticed(HashSet<string> voiceBefore, RowEvaluation after) =>
        after.Failures.Count > 0
        || after.Messages.Values.Any(entry => TableTruth.IsTable(entry.Bus) && !_tables.IsTrue(entry))
        || !voiceBefore.SetEquals(Voice(after));

    private static HashSet<string> Voice(RowEvaluation row) =>
    [
        .. row.Messages.Values.Where(entry => !TableTruth.IsTable(entry.Bus))
            .Select(entry => $"{entry.Text} = {entry.Multiplicity}"),
    ];

    private static long Signed(BabyBear value) =>
        value.Value > BabyBear.Modulus / 2 ? (long)value.Value - BabyBear.Modulus : value.Value;

    private static uint Count(LookupCounts used, BusEntry entry)
    {
        uint times = (-entry.Multiplicity).Value;
        for (uint i = 0; i < times && entry.Bus == Buses.Range; i++)
        {
            used.AddRange(entry.Elements[0], (int)entry.Elements[1]);
        }

        for (uint i = 0; i < times && entry.Bus == Buses.Bytes; i++)
        {
            used.AddBytes((int)entry.Elements[0], entry.Elements[1], entry.Elements[2]);
        }

        return entry.Bus == Buses.Program ? times : 0;
    }

    private IEnumerable<BabyBear> TamperedValues(int row, int column, Random random)
    {
        BabyBear value = _trace[row, column];
        BabyBear[] candidates =
        [
            BabyBear.One - value,
            BabyBear.FromUInt32((uint)random.Next((int)BabyBear.Modulus)),
            value + BabyBear.One,
            value - BabyBear.One,
            value + BabyBear.FromUInt32(1u << random.Next(30)),
        ];
        return candidates.Take(_chip.Width < WideChip ? 5 : 2).Where(candidate => candidate != value);
    }

    private RowEvaluation Evaluate(int row, BabyBear[] main) =>
        RowEvaluation.Of(_chip, main, [.. _fixed.Select(values => values[row])]);

    private BabyBear[] Changed(int row, int column, BabyBear value)
    {
        BabyBear[] main = Main(row);
        main[column] = value;
        return main;
    }

    private BabyBear[] Main(int row)
    {
        BabyBear[] main = new BabyBear[_chip.Width];
        for (int column = 0; column < main.Length; column++)
        {
            main[column] = _trace[row, column];
        }

        return main;
    }
}
