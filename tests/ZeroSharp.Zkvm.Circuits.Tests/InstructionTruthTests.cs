using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>
/// Rows against the instruction set: what is true has a row, and a row that holds is true, however its
/// columns were chosen.
/// </summary>
public sealed class InstructionTruthTests
{
    private const uint Base = 0x20_0000;
    private const int Mutations = 4000;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 0x7F, 0x80, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000,
        0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_8000_0000, ulong.MaxValue,
        0x0123_4567_89AB_CDEF,
    ];

    private static readonly int[] Differences = [1, 2, 8, 256, 1 << 13, 1 << 15, 1 << 16];

    public static TheoryData<OpcodeClass> Classes => InstructionChipTests.Classes;

    public static TheoryData<Opcode> Operations =>
    [
        .. Enum.GetValues<Opcode>().Where(code => code is >= Opcode.Add and <= Opcode.Sltu),
        .. Enum.GetValues<Opcode>().Where(code => code is >= Opcode.Mul and <= Opcode.RemuW),
    ];

    public static TheoryData<Opcode> ImmediateOperations =>
    [
        .. Enum.GetValues<Opcode>().Where(
            code => code is >= Opcode.Add and <= Opcode.Sltu and not Opcode.Sub and not Opcode.SubW),
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Fill_OperationOnEdges_HoldsAndSaysTheResult(Opcode opcode)
    {
        List<StepRecord> steps = [];
        foreach (ulong a in Edges)
        {
            foreach (ulong b in Edges)
            {
                steps.Add(Step(new Instruction(opcode, 5, 6, 7, 0), a, b, steps.Count));
            }
        }

        AssertTrue(steps);
    }

    [Theory]
    [MemberData(nameof(ImmediateOperations))]
    public void Fill_ImmediateOperationOnEdges_HoldsAndSaysTheResult(Opcode opcode)
    {
        bool isShift = opcode is >= Opcode.Sll and <= Opcode.SraW;
        long bits = opcode >= Opcode.SllW ? 32 : 64;
        long[] immediates = isShift ? [0, 1, 15, 16, 17, 31, bits - 1] : [0, 1, -1, 2047, -2048, 255, -256];
        List<StepRecord> steps = [];
        foreach (ulong a in Edges)
        {
            foreach (long b in immediates)
            {
                Instruction instruction = new(opcode | Opcode.Immediate, 5, 6, 0, b);
                steps.Add(Step(instruction, a, (ulong)b, steps.Count));
            }
        }

        AssertTrue(steps);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Eval_ChangedRows_HoldOnlyIfTheyAreTrue(OpcodeClass opcodeClass)
    {
        InstructionChip chip = MachineChips.Instructions().Single(c => c.OpcodeClass == opcodeClass);
        (ProgramImage program, SegmentRecord segment) = RandomPrograms.Run(11, 4000, writesX0: false);
        TableTruth tables = new(program.TextBase, program.Instructions);
        using ChipTester tester = new(chip, segment, program.TextBase, program.Instructions);
        Random random = new(3);
        BabyBear[][] rows = [.. Rows(tester, segment.Steps[(int)opcodeClass].Span)];
        Assert.All(rows, row => Assert.Null(RowOracle.FindUntruth(RowEvaluation.Of(chip, row, []))));
        for (int i = 0; i < Mutations; i++)
        {
            BabyBear[] row = Mutate(random, rows);
            RowEvaluation evaluation = RowEvaluation.Of(chip, row, []);
            if (evaluation.Failures.Count == 0
                && evaluation.Messages.Values.All(entry => !TableTruth.IsTable(entry.Bus) || tables.IsTrue(entry)))
            {
                Assert.Null(RowOracle.FindUntruth(evaluation));
            }
        }
    }

    [Fact]
    public void FindUntruth_AnotherResult_IsFound()
    {
        (ProgramImage program, SegmentRecord segment) = RandomPrograms.Run(12, 1000, writesX0: false);
        InstructionChip chip = MachineChips.Instructions()[0];
        using ChipTester tester = new(chip, segment, program.TextBase, program.Instructions);
        foreach (BabyBear[] row in Rows(tester, segment.Steps[(int)chip.OpcodeClass].Span))
        {
            // The last column is the result's upper limb.
            row[^1] += row[^1] == BabyBear.Zero ? BabyBear.One : -BabyBear.One;
            Assert.Equal("the result", RowOracle.FindUntruth(RowEvaluation.Of(chip, row, [])));
        }
    }

    // Rows whose registers differ, as the oracle demands.
    private static IEnumerable<BabyBear[]> Rows(ChipTester tester, Span<StepRecord> steps)
    {
        List<BabyBear[]> rows = [];
        for (int i = 0; i < steps.Length; i++)
        {
            Instruction instruction = steps[i].Instruction;
            byte[] used = [.. new[] { instruction.Rd, instruction.Rs1, instruction.Rs2 }.Where(r => r != 0)];
            if (used.Distinct().Count() == used.Length)
            {
                rows.Add([.. Enumerable.Range(0, tester.Trace.Width).Select(column => tester.Trace[i, column])]);
            }
        }

        return rows;
    }

    // Parts of two true rows, or a true row with a few columns moved by what carries and flags move by.
    private static BabyBear[] Mutate(Random random, BabyBear[][] rows)
    {
        BabyBear[] row = [.. rows[random.Next(rows.Length)]];
        BabyBear[] other = rows[random.Next(rows.Length)];
        int first = random.Next(row.Length);
        if (random.Next(3) == 0)
        {
            int count = random.Next(1, row.Length - first + 1);
            other.AsSpan(first, count).CopyTo(row.AsSpan(first));
        }

        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int column = random.Next(3) == 0 ? random.Next(row.Length) : Math.Min(first + changes, row.Length - 1);
            BabyBear difference = BabyBear.FromUInt32((uint)Differences[random.Next(Differences.Length)]);
            row[column] = random.Next(4) switch
            {
                0 => BabyBear.One - row[column],
                1 => other[column],
                2 => row[column] + difference,
                _ => row[column] - difference,
            };
        }

        return row;
    }

    private static StepRecord Step(Instruction instruction, ulong a, ulong b, int index)
    {
        uint timestamp = 1 + (4 * (uint)index);
        return new StepRecord
        {
            Pc = Base,
            NextPc = Base + 4,
            Timestamp = timestamp,
            Rs1 = a,
            Rs2 = instruction.HasImmediateOperand ? 0 : b,
            RdOld = ulong.MaxValue - a,
            RdNew = InstructionSemantics.Result(instruction.Opcode, a, b),
            Instruction = instruction,
        };
    }

    private static void AssertTrue(List<StepRecord> steps)
    {
        SegmentRecord segment = new();
        Instruction instruction = steps[0].Instruction;
        OpcodeClass kind = OpcodeClasses.Of(instruction.Opcode);
        InstructionChip chip = MachineChips.Instructions().Single(c => c.OpcodeClass == kind);
        foreach (StepRecord step in steps)
        {
            segment.Steps[(int)kind].Add() = step;
        }

        using TraceMatrix trace = new(chip.Width, 9);
        chip.Fill(segment, 0, steps.Count, trace, new LookupCounts(Base, 1));
        for (int i = 0; i < steps.Count; i++)
        {
            TableTruth tables = new(Base, [steps[i].Instruction]);
            BabyBear[] row = [.. Enumerable.Range(0, chip.Width).Select(column => trace[i, column])];
            RowEvaluation evaluation = RowEvaluation.Of(chip, row, []);
            Assert.Empty(evaluation.Failures);
            Assert.All(
                evaluation.Messages.Values,
                entry => Assert.True(!TableTruth.IsTable(entry.Bus) || tables.IsTrue(entry), entry.Text));
            Assert.Null(RowOracle.FindUntruth(evaluation));
        }
    }
}
