using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;
using ZeroSharp.Zkvm.Circuits.Chips.Calls;
using ZeroSharp.Zkvm.Circuits.Chips.Keccak;
using ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>
/// For every chip of the machine: a change of any single column of a valid row is noticed, but for the
/// columns that are free by design.
/// </summary>
public sealed class TamperTests
{
    private const string TableMultiplicity = "a table offers a true message as often as it likes";

    /// <summary>Columns that may take several values, with the reason; docs/internals/circuits-memory.md.</summary>
    private static readonly Dictionary<string, (int Column, string Reason)> FreeColumns = new()
    {
        ["Range"] = (0, TableMultiplicity),
        ["Bytes"] = (0, TableMultiplicity),
        ["Program"] = (0, TableMultiplicity),
        ["Poseidon2"] = (1, TableMultiplicity),
    };

    private static readonly Lazy<(ProgramImage Program, SegmentRecord Segment)> Instructions =
        new(() => RandomPrograms.Run(7, 3000, writesX0: false));

    public static TheoryData<string> Chips =>
        [.. MachineChips.All(Instructions.Value.Program).Select(chip => chip.Name)];

    /// <summary>The classes whose instructions have a destination, and with it columns that x0 leaves unused.</summary>
    public static TheoryData<OpcodeClass> ClassesWithDestination =>
    [
        .. Enum.GetValues<OpcodeClass>().Where(kind => kind
            is not (OpcodeClass.Ecall or OpcodeClass.Branch or OpcodeClass.StoreWord or OpcodeClass.StoreNarrow)),
    ];

    [Theory]
    [MemberData(nameof(Chips))]
    public void Tamper_AnyColumnOfTheChip_IsNoticedUnlessItIsFree(string name)
    {
        Chip chip = MachineChips.All(Instructions.Value.Program).Single(candidate => candidate.Name == name);
        using ChipTester tester = Sample(chip);
        Assert.True(tester.RealRows > 0);
        int[] free = FreeColumns.TryGetValue(name, out (int Column, string Reason) only) ? [only.Column] : [];
        tester.AssertTamperingIsNoticed(new Random(5), free);
    }

    // Where rd is x0, the old value and the time since the last access go nowhere: "writes rd" is zero.
    [Theory]
    [MemberData(nameof(ClassesWithDestination))]
    public void Tamper_RowThatWritesX0_LeavesTheOldValueAndItsTimeFree(OpcodeClass kind)
    {
        (ProgramImage program, SegmentRecord segment) = RandomPrograms.Run(8, 4000);
        Span<StepRecord> steps = segment.Steps[(int)kind].Span;
        int row = 0;
        while (row < steps.Length && steps[row].Instruction.WritesRd)
        {
            row++;
        }

        Assert.NotEqual(steps.Length, row);
        InstructionChip chip = MachineChips.Instructions().Single(candidate => candidate.OpcodeClass == kind);
        using ChipTester tester = new(chip, segment, program.TextBase, program.Instructions);
        IReadOnlyList<int> free = tester.UnnoticedColumns(row, new Random(6));
        Assert.Equal(5, free.Count);
        Assert.Equal(Enumerable.Range(free[0], 5), free);
        Assert.All(free, column => Assert.Equal(BabyBear.Zero, tester.Trace[row, column]));

        // Its index and "writes rd" are before them, and are bound by the program table.
        Assert.Equal(BabyBear.Zero, tester.Trace[row, free[0] - 1]);
    }

    // A chip that is added to the machine without a sample here fails its test.
    private static ChipTester Sample(Chip chip)
    {
        (ProgramImage program, SegmentRecord segment) = Instructions.Value;
        SegmentRecord memory = MemorySamples.Create(new Random(5), 12).Segment;
        return chip switch
        {
            InstructionChip or LookupTableChip => new(chip, segment, program.TextBase, program.Instructions),
            RefreshChip => new(chip, RefreshChipTests.Run(9000).Segment),
            MemoryLeafChip or MerkleNodeChip or Poseidon2Chip => new(chip, memory),
            KeccakCallChip => Calls(chip, KeccakChipTests.Segment(new Random(5), 3)),
            KeccakRoundChip => Calls(chip, KeccakChipTests.Segment(new Random(3), 1)),
            MulModCallChip => Calls(chip, ArithmeticCallTests.MulMods(new Random(3), 20)),
            DivRemCallChip => Calls(chip, ArithmeticCallTests.DivRems(new Random(5), 20)),
            HaltCallChip => Calls(chip, Halt()),
            _ => throw new ArgumentException($"{chip.Name} has no sample for this test", nameof(chip)),
        };
    }

    private static ChipTester Calls(Chip chip, SegmentRecord segment) =>
        new(chip, segment, CallSamples.ProgramBase, CallSamples.Program);

    private static SegmentRecord Halt()
    {
        SegmentRecord segment = new();
        segment.HaltCalls.Add() = CallSamples.Step(new Random(11), 0, 0xFFFF_FFFF_0001_0002, 0, 0);
        return segment;
    }
}
