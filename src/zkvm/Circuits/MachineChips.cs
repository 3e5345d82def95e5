using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;
using ZeroSharp.Zkvm.Circuits.Chips.Calls;
using ZeroSharp.Zkvm.Circuits.Chips.Keccak;
using ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits;

/// <summary>The chips of the machine, in the order that is part of its verifying key.</summary>
public static class MachineChips
{
    /// <summary>The least height of a trace: 2^12 rows, so that a column of 2^20 rows holds up to 2^8 slots.</summary>
    public const int MinLogHeight = 12;

    /// <summary>One chip for each class of instructions.</summary>
    public static IReadOnlyList<InstructionChip> Instructions() =>
    [
        new AluChip(),
        new AluImmediateChip(),
        new AluWordChip(),
        new AluWordImmediateChip(),
        new BitwiseChip(),
        new BitwiseImmediateChip(),
        new ShiftChip(),
        new ShiftImmediateChip(),
        new ShiftWordChip(),
        new ShiftWordImmediateChip(),
        new LessThanChip(),
        new LessThanImmediateChip(),
        new BranchChip(),
        new JalChip(),
        new JalrChip(),
        new LoadImmediateChip(),
        new LoadWordChip(),
        new LoadNarrowChip(),
        new StoreWordChip(),
        new StoreNarrowChip(),
        new MulChip(isWord: false),
        new MulHighChip(),
        new MulChip(isWord: true),
        new DivRemChip(isWord: false),
        new DivRemChip(isWord: true),
    ];

    /// <summary>One chip for each environment call, and the rounds of keccak.</summary>
    public static IReadOnlyList<Chip> Calls() =>
    [
        new HaltCallChip(),
        new KeccakCallChip(),
        new KeccakRoundChip(),
        new MulModCallChip(),
        new DivRemCallChip(),
    ];

    /// <summary>The memory tree at the segment's start and end.</summary>
    public static IReadOnlyList<Chip> Memory() =>
    [
        new RefreshChip(),
        new MemoryLeafChip(),
        new MerkleNodeChip(),
        new Poseidon2Chip(),
    ];

    /// <summary>All chips. The tables come last, since they are filled from the counts of the others.</summary>
    public static IReadOnlyList<Chip> All(ProgramImage program) =>
        [.. Instructions(), .. Calls(), .. Memory(), .. Tables(program)];

    /// <summary>The look-up tables, the program's among them.</summary>
    public static IReadOnlyList<LookupTableChip> Tables(ProgramImage program) =>
    [
        new RangeChip(),
        new BytesChip(),
        new ProgramChip(program.TextBase, program.Instructions, MinLogHeight),
    ];
}
