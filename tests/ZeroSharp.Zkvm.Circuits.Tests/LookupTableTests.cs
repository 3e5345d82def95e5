using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class LookupTableTests
{
    private static readonly Instruction[] Program =
    [
        new(Opcode.Add, 1, 2, 3, 0),
        new(Opcode.None, 0, 0, 0, 0),
        new(Opcode.Add | Opcode.Immediate, 0, 5, 0, -7),
    ];

    public static TheoryData<string> Tables => ["Range", "Bytes", "Program"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Fill_EveryUsableRow_IsTrue(string name)
    {
        Chip chip = Create(name);
        TableTruth truth = new(0x200000, Program);
        BabyBear[][] columns = FixedColumns(chip);
        HashSet<string> messages = [];
        for (int row = 0; row < columns[0].Length; row++)
        {
            RowEvaluation evaluation = RowEvaluation.Of(
                chip, [BabyBear.One], [.. columns.Select(column => column[row])]);
            if (evaluation.Failures.Count > 0)
            {
                continue;
            }

            BusEntry entry = Assert.Single(evaluation.Messages).Value;
            Assert.True(truth.IsTrue(entry), entry.Text);
            messages.Add(entry.Text);
        }

        int expected = name switch
        {
            "Range" => (2 << 16) - 1,
            "Bytes" => 4 << 16,
            _ => 2,
        };
        Assert.Equal(expected, messages.Count);
    }

    [Fact]
    public void Fill_Counts_BecomeMultiplicitiesOfTheirRows()
    {
        LookupCounts lookups = new(0x200000, Program.Length);
        lookups.AddRange(5, 3);
        lookups.AddRange(5, 3);
        lookups.AddBytes(ByteOperation.Pair, 255, 254);
        lookups.AddProgram(0x200008);
        Assert.Equal("3: 5 3", Message(Create("Range"), lookups, (1 << 3) + 5, 2));
        Assert.Equal("4: 3 255 254 0", Message(Create("Bytes"), lookups, 0x3FFFE, 1));
        Assert.Equal(
            $"1: {0x200008} 65 0 5 0 0 65529 65535 65535", Message(Create("Program"), lookups, 2, 1));
    }

    [Theory]
    [InlineData("Range", 16)]
    [InlineData("Bytes", 16)]
    [InlineData("Bytes", 1)]
    public void Evaluate_RandomPoint_EqualsTheWeightedSum(string name, int skipCount)
    {
        Random random = new(skipCount);
        IFixedColumns columns = Create(name).Fixed!;
        Ext5[] skip = [.. Enumerable.Range(0, skipCount).Select(_ => RandomElement(random))];
        int restCount = columns.LogHeight - (skipCount == 16 ? 4 : 0);
        Ext5[] rest = [.. Enumerable.Range(0, restCount).Select(_ => RandomElement(random))];
        Ext5[] eq = EqualityTable(rest);
        BabyBear[] values = new BabyBear[1 << columns.LogHeight];
        for (int column = 0; column < columns.Width; column++)
        {
            columns.Fill(column, values);
            Ext5 expected = Ext5.Zero;
            for (int row = 0; row < values.Length; row++)
            {
                expected += skip[row / eq.Length] * eq[row % eq.Length] * values[row];
            }

            Assert.Equal(expected, columns.Evaluate(column, skip, rest));
        }
    }

    [Fact]
    public void Evaluate_WeightsOfAnotherLength_Throws()
    {
        RangeColumns columns = new();
        Assert.Throws<ArgumentException>(() => columns.Evaluate(0, new Ext5[8], new Ext5[13]));
    }

    private static Chip Create(string name) => name switch
    {
        "Range" => new RangeChip(),
        "Bytes" => new BytesChip(),
        _ => new ProgramChip(0x200000, Program, 4),
    };

    private static string Message(Chip chip, LookupCounts lookups, int row, uint multiplicity)
    {
        using TraceMatrix trace = new(chip.Width, chip.Fixed!.LogHeight);
        chip.Fill(new SegmentRecord(), 0, trace.RowCount, trace, lookups);
        BabyBear[][] columns = FixedColumns(chip);
        RowEvaluation evaluation = RowEvaluation.Of(
            chip, [trace[row, 0]], [.. columns.Select(column => column[row])]);
        Assert.Empty(evaluation.Failures);
        BusEntry entry = Assert.Single(evaluation.Messages).Value;
        Assert.Equal(multiplicity, entry.Multiplicity.Value);
        return entry.Text;
    }

    private static BabyBear[][] FixedColumns(Chip chip)
    {
        BabyBear[][] columns = new BabyBear[chip.Fixed!.Width][];
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = new BabyBear[1 << chip.Fixed.LogHeight];
            chip.Fixed.Fill(column, columns[column]);
        }

        return columns;
    }

    private static Ext5[] EqualityTable(Ext5[] point)
    {
        Ext5[] table = [Ext5.One];
        foreach (Ext5 coordinate in point)
        {
            table = [.. table.SelectMany(value => new[] { value - (value * coordinate), value * coordinate })];
        }

        return table;
    }

    private static Ext5 RandomElement(Random random)
    {
        BabyBear Next() => BabyBear.FromUInt32((uint)random.Next((int)BabyBear.Modulus));
        return new Ext5(Next(), Next(), Next(), Next(), Next());
    }
}
