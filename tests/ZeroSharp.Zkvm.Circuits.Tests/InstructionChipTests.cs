using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class InstructionChipTests
{
    /// <summary>Columns and interactions of each chip: what a row costs.</summary>
    private static readonly Dictionary<OpcodeClass, (int Columns, int Interactions)> Costs = new()
    {
        [OpcodeClass.Alu] = (27, 16),
        [OpcodeClass.AluImmediate] = (23, 13),
        [OpcodeClass.AluW] = (26, 14),
        [OpcodeClass.AluWImmediate] = (22, 11),
        [OpcodeClass.Bitwise] = (40, 20),
        [OpcodeClass.BitwiseImmediate] = (36, 17),
        [OpcodeClass.Shift] = (56, 22),
        [OpcodeClass.ShiftImmediate] = (49, 18),
        [OpcodeClass.ShiftW] = (47, 19),
        [OpcodeClass.ShiftWImmediate] = (40, 15),
        [OpcodeClass.LessThan] = (31, 15),
        [OpcodeClass.LessThanImmediate] = (28, 12),
        [OpcodeClass.Branch] = (30, 12),
        [OpcodeClass.Jal] = (14, 8),
        [OpcodeClass.Jalr] = (24, 13),
        [OpcodeClass.LoadImmediate] = (13, 6),
        [OpcodeClass.LoadWord] = (26, 14),
        [OpcodeClass.LoadNarrow] = (38, 16),
        [OpcodeClass.StoreWord] = (25, 14),
        [OpcodeClass.StoreNarrow] = (42, 16),
        [OpcodeClass.Mul] = (38, 28),
        [OpcodeClass.MulHigh] = (50, 38),
        [OpcodeClass.MulW] = (31, 20),
        [OpcodeClass.DivRem] = (74, 45),
        [OpcodeClass.DivRemW] = (53, 29),
    };

    public static TheoryData<OpcodeClass> Classes =>
        [.. Enum.GetValues<OpcodeClass>().Where(value => value != OpcodeClass.Ecall)];

    [Fact]
    public void Fill_RandomPrograms_SatisfiesEveryConstraintAndBus()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            (ProgramImage program, SegmentRecord segment) = RandomPrograms.Run(seed, 3000);
            Assert.Empty(Check(program, segment));
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Fill_RandomPrograms_CoverTheClass(OpcodeClass opcodeClass)
    {
        (_, SegmentRecord segment) = RandomPrograms.Run(1, 3000);
        Assert.True(segment.Steps[(int)opcodeClass].Count > 10);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Create_Description_KeepsTheLimitsAndTheCosts(OpcodeClass opcodeClass)
    {
        AirDescription description = AirDescription.Create(
            MachineChips.Instructions().Single(chip => chip.OpcodeClass == opcodeClass));
        Assert.Equal(Costs[opcodeClass], (description.Air.Width, description.Interactions.Count));
    }

    /// <summary>What is wrong with a segment without calls, by its instructions and their look-ups.</summary>
    internal static IReadOnlyList<string> Check(ProgramImage program, SegmentRecord segment)
    {
        LookupCounts lookups = new(program.TextBase, program.Instructions.Length);
        List<(IAir Air, TraceMatrix Trace)> traces = [];
        foreach (Chip chip in MachineChips.Instructions().Append<Chip>(new RefreshChip()))
        {
            traces.Add((chip, Fill(chip, segment, lookups)));
        }

        foreach (LookupTableChip table in MachineChips.Tables(program))
        {
            TraceMatrix trace = new(table.Width, table.Fixed!.LogHeight);
            table.Fill(segment, 0, trace.RowCount, trace, lookups);
            traces.Add((table, trace));
        }

        IReadOnlyList<string> problems = TraceChecker.Check(traces, MemoryAndEnds(segment));
        Release(traces);
        return problems;
    }

    private static TraceMatrix Fill(Chip chip, SegmentRecord segment, LookupCounts lookups)
    {
        int count = chip.CountRows(segment);
        TraceMatrix trace = new(chip.Width, (int)Math.Ceiling(Math.Log2(Math.Max(count, 16))));
        chip.Fill(segment, 0, count, trace, lookups);
        return trace;
    }

    /// <summary>What the memory chip and the verifier put on the buses.</summary>
    private static List<PublicInteraction> MemoryAndEnds(SegmentRecord segment)
    {
        List<PublicInteraction> interactions =
        [
            Interaction(Buses.Execution, true, segment.FirstPc, 1),
            Interaction(Buses.Execution, false, segment.LastPc, segment.LastTimestamp),
        ];
        foreach (LeafRecord leaf in segment.Leaves.Span)
        {
            for (int i = 0; i < LeafWords.Length; i++)
            {
                uint space = leaf.Index >> 27;
                uint word = (4 * (leaf.Index & ((1u << 27) - 1))) + (uint)i;
                interactions.Add(Word(true, space, word, leaf.First[i], 0));
                interactions.Add(Word(false, space, word, leaf.Last[i], leaf.Timestamps[i]));
            }
        }

        return interactions;
    }

    private static PublicInteraction Word(bool isSend, uint space, uint word, ulong value, uint time) =>
        Interaction(
            Buses.Memory,
            isSend,
            space,
            word,
            (ushort)value,
            (ushort)(value >> 16),
            (ushort)(value >> 32),
            (ushort)(value >> 48),
            time);

    private static PublicInteraction Interaction(int bus, bool isSend, params uint[] message) => new(
        bus,
        isSend ? BabyBear.One : -BabyBear.One,
        [.. message.Select(BabyBear.FromUInt32)]);

    private static void Release(List<(IAir Air, TraceMatrix Trace)> traces)
    {
        foreach ((_, TraceMatrix trace) in traces)
        {
            trace.Dispose();
        }
    }
}
