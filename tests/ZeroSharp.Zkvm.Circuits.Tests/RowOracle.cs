using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>
/// Reads off the buses what a row of an instruction chip claims to have executed, and compares it with
/// <see cref="InstructionSemantics"/>. Registers of the instruction must be different ones, since the
/// accesses of one register cancel within a row.
/// </summary>
internal sealed class RowOracle
{
    private readonly BusEntry[] _messages;
    private readonly uint _clock;

    private RowOracle(BusEntry[] messages, uint clock)
    {
        _messages = messages;
        _clock = clock;
    }

    /// <summary>
    /// Returns what is untrue about a row's messages; null if all is true, or if the row takes a word that
    /// no row gives.
    /// </summary>
    public static string? FindUntruth(RowEvaluation row)
    {
        BusEntry[] messages =
        [
            .. row.Messages.Values.Where(
                entry => entry.Bus is Buses.Execution or Buses.Program or Buses.Memory),
        ];
        if (messages.Length == 0 || messages.Any(IsNeverOffered))
        {
            return null;
        }

        BusEntry[] fetches = [.. messages.Where(entry => entry.Bus == Buses.Program)];
        BusEntry[] steps = [.. messages.Where(entry => entry.Bus == Buses.Execution)];
        if (fetches.Length != 1 || steps.Length != 2)
        {
            return "not one fetch and one step";
        }

        BusEntry from = steps.Single(step => step.Multiplicity == -BabyBear.One);
        BusEntry to = steps.Single(step => step.Multiplicity == BabyBear.One);
        RowOracle oracle = new(messages, from.Elements[1]);
        return to.Elements[1] != Later(from.Elements[1], 4) ? "the clock"
            : fetches[0].Elements[0] != from.Elements[0] ? "the pc"
            : oracle.FindUntruth(fetches[0].Elements, to.Elements[0]);
    }

    // No row gives a word with a limb out of range, so none can take one.
    private static bool IsNeverOffered(BusEntry entry) =>
        entry.Bus == Buses.Memory && entry.Multiplicity == -BabyBear.One && !IsInRange(entry);

    private static bool IsInRange(BusEntry entry) =>
        entry.Elements[2..6].All(limb => limb >> 16 == 0);

    private string? FindUntruth(uint[] fetch, uint nextPc)
    {
        uint pc = fetch[0];
        Opcode opcode = (Opcode)fetch[1];
        ulong immediate = fetch[6] | ((ulong)fetch[7] << 16) | ((ulong)fetch[8] << 32) | ((ulong)fetch[8] << 48);
        OpcodeClass kind = OpcodeClasses.Of(opcode);
        bool readsRs1 = kind is not OpcodeClass.Jal and not OpcodeClass.LoadImmediate;
        bool isOperation = kind <= OpcodeClass.LessThanImmediate || kind >= OpcodeClass.Mul;
        bool hasImmediate = (opcode & Opcode.Immediate) != 0;
        bool isStore = InstructionSemantics.IsStore(opcode);
        bool readsRs2 = (isOperation && !hasImmediate) || kind == OpcodeClass.Branch || isStore;
        int size = InstructionSemantics.AccessSize(opcode);
        int accesses = (readsRs1 ? 1 : 0) + (readsRs2 ? 1 : 0) + (size > 0 ? 1 : 0) + (fetch[5] != 0 ? 1 : 0);
        if (_messages.Count(entry => entry.Bus == Buses.Memory) != 2 * accesses)
        {
            return "the number of accesses";
        }

        ulong? a = readsRs1 ? Sent(1, fetch[3], 0) : 0;
        ulong? b = readsRs2 ? Sent(1, fetch[4], 1) : immediate;
        if (a is not ulong left || b is not ulong right)
        {
            return "a register read";
        }

        ulong expectedPc = pc + 4;
        ulong result = 0;
        ulong address = left + immediate;
        switch (kind)
        {
            case OpcodeClass.Branch:
                expectedPc = InstructionSemantics.IsTaken(opcode, left, right) ? immediate : expectedPc;
                break;
            case OpcodeClass.Jal:
                expectedPc = immediate;
                result = pc + 4;
                break;
            case OpcodeClass.Jalr:
                expectedPc = address & ~1UL;
                result = pc + 4;
                break;
            case OpcodeClass.LoadImmediate:
                result = immediate;
                break;
            case OpcodeClass.LoadWord or OpcodeClass.LoadNarrow or OpcodeClass.StoreWord or OpcodeClass.StoreNarrow:
                uint word = (uint)(address >> 3);
                if (address >> 32 != 0 || address % (ulong)size != 0
                    || Taken(word) is not ulong before || Sent(0, word, 2) is not ulong after)
                {
                    return "the address";
                }

                result = InstructionSemantics.Load(opcode, before, address);
                if (after != (isStore ? InstructionSemantics.Store(opcode, before, address, right) : before))
                {
                    return "the word in memory";
                }

                break;
            default:
                result = InstructionSemantics.Result(opcode, left, right);
                break;
        }

        return nextPc != expectedPc ? "the next pc"
            : fetch[5] != 0 && Sent(1, fetch[2], 3) != result ? "the result"
            : null;
    }

    private static uint Later(uint time, uint ticks) => (time + ticks) % BabyBear.Modulus;

    // The value given for a word at a tick of the instruction.
    private ulong? Sent(uint space, uint address, uint tick) =>
        Value(_messages.SingleOrDefault(entry => entry.Bus == Buses.Memory
            && entry.Multiplicity == BabyBear.One
            && entry.Elements[0] == space && entry.Elements[1] == address
            && entry.Elements[6] == Later(_clock, tick)));

    // The value that a word of memory had.
    private ulong? Taken(uint address) =>
        Value(_messages.SingleOrDefault(entry => entry.Bus == Buses.Memory
            && entry.Multiplicity == -BabyBear.One
            && entry.Elements[0] == 0 && entry.Elements[1] == address));

    private static ulong? Value(BusEntry? entry)
    {
        if (entry is null || !IsInRange(entry))
        {
            return null;
        }

        return entry.Elements[2] | ((ulong)entry.Elements[3] << 16) | ((ulong)entry.Elements[4] << 32)
            | ((ulong)entry.Elements[5] << 48);
    }
}
