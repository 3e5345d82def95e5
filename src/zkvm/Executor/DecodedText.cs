using System.Runtime.InteropServices;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// A program's text in the form that the interpreter reads: 8 bytes an instruction at a fixed address, where a
/// jump is a distance to another operation. Ways out of the text lead to operations behind its end that trap,
/// so that only an indirect jump needs a check.
/// </summary>
internal sealed unsafe class DecodedText
{
    /// <summary>The register slot for results that nothing receives; x0 itself stays zero.</summary>
    public const byte DiscardSlot = 32;

    /// <summary>Operation that traps with its immediate as the pc: an address outside of the text.</summary>
    public const Opcode Outside = (Opcode)50;

    /// <summary>rd = the 8 bytes at the distance in the immediate.</summary>
    public const Opcode LoadWide = (Opcode)51;

    private readonly Operation[] _operations;
    private readonly uint _textBase;

    public DecodedText(ProgramImage program)
    {
        _textBase = program.TextBase;
        Count = (uint)program.Instructions.Length;
        List<Operation> extra = [new() { Opcode = Outside, Immediate = (int)program.TextEnd }];
        Operation[] text = new Operation[Count];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = Decode(program, i, extra);
        }

        // Pinned for good, so that the interpreter keeps plain pointers.
        _operations = GC.AllocateUninitializedArray<Operation>(text.Length + extra.Count, pinned: true);
        text.CopyTo(_operations, 0);
        extra.CopyTo(_operations, text.Length);
        First = (Operation*)Marshal.UnsafeAddrOfPinnedArrayElement(_operations, 0);
    }

    /// <summary>The first of the operations; valid as long as this object.</summary>
    public Operation* First { get; }

    /// <summary>Number of instructions of the text; more operations follow.</summary>
    public uint Count { get; }

    /// <summary>The address of an operation's instruction, or the one outside of the text that it stands for.</summary>
    public uint AddressOf(Operation* operation)
    {
        uint index = (uint)(operation - First);
        return index < Count ? _textBase + (4 * index) : (uint)operation->Immediate;
    }

    private static Operation Decode(ProgramImage program, int index, List<Operation> extra)
    {
        Instruction instruction = program.Instructions[index];
        Operation operation = new()
        {
            Opcode = instruction.Opcode,
            Rd = instruction.WritesRd ? instruction.Rd : DiscardSlot,
            Rs1 = instruction.Rs1,
            Rs2 = instruction.Rs2,
            Immediate = (int)instruction.Immediate,
        };
        if (instruction.Opcode is >= Opcode.Beq and <= Opcode.Jal)
        {
            uint target = (uint)instruction.Immediate;
            bool isInside = target >= program.TextBase && target < program.TextEnd;
            int at = isInside
                ? (int)((target - program.TextBase) / 4)
                : Add(new Operation { Opcode = Outside, Immediate = (int)target });
            operation.Immediate = Distance(index, at);
        }
        else if (operation.Immediate != instruction.Immediate)
        {
            // AUIPC reaches beyond 32 bits.
            long value = instruction.Immediate;
            operation.Opcode = LoadWide;
            operation.Immediate = Distance(index, Add(*(Operation*)&value));
        }

        return operation;

        int Add(Operation item)
        {
            extra.Add(item);
            return program.Instructions.Length + extra.Count - 1;
        }
    }

    private static int Distance(int from, int to) => (to - from) * sizeof(Operation);

    /// <summary>One operation.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Operation
    {
        public Opcode Opcode;
        public byte Rd;
        public byte Rs1;
        public byte Rs2;

        /// <summary>The immediate; of a jump or branch the distance to the target in bytes of operations.</summary>
        public int Immediate;
    }
}
