namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// Decodes 32-bit instruction words of RV64IM (RISC-V Unprivileged ISA, chapters 2, 5 and 13) to the
/// normalised form of <see cref="Instruction"/>.
/// </summary>
public static class Decoder
{
    private const byte CallNumber = 17;
    private const byte FirstArgument = 10;

    /// <summary>Decodes one word; a word that is no instruction gives <see cref="Opcode.None"/>.</summary>
    /// <param name="word">The instruction word.</param>
    /// <param name="pc">Its address, which absolute targets are computed from.</param>
    public static Instruction Decode(uint word, uint pc)
    {
        byte rd = (byte)((word >> 7) & 31);
        byte rs1 = (byte)((word >> 15) & 31);
        byte rs2 = (byte)((word >> 20) & 31);
        uint funct3 = (word >> 12) & 7;
        uint funct7 = word >> 25;
        long immediateI = (int)word >> 20;
        switch (word & 0x7F)
        {
            case 0x37:
                return new Instruction(Opcode.LoadImmediate, rd, 0, 0, (int)(word & 0xFFFF_F000));
            case 0x17:
                return new Instruction(
                    Opcode.LoadImmediate, rd, 0, 0, pc + (long)(int)(word & 0xFFFF_F000));
            case 0x6F:
                return Jump(pc, rd, JumpOffset(word));
            case 0x67:
                return funct3 == 0 ? new Instruction(Opcode.Jalr, rd, rs1, 0, immediateI) : default;
            case 0x63:
                return Branch(BranchOpcode(funct3), pc, rs1, rs2, BranchOffset(word));
            case 0x03:
                return Of(LoadOpcode(funct3), rd, rs1, 0, immediateI);
            case 0x23:
                long immediateS = ((int)(word & 0xFE00_0000) >> 20) | rd;
                return funct3 > 3 ? default : Of(Opcode.Sb + (byte)funct3, 0, rs1, rs2, immediateS);
            case 0x13:
                return ImmediateOperation(word, funct3, rd, rs1, immediateI);
            case 0x1B:
                return ImmediateWordOperation(word, funct3, rd, rs1, immediateI);
            case 0x33:
                return Of(RegisterOpcode(funct3, funct7), rd, rs1, rs2, 0);
            case 0x3B:
                return Of(RegisterWordOpcode(funct3, funct7), rd, rs1, rs2, 0);
            case 0x0F:
                return new Instruction(Opcode.Add | Opcode.Immediate, 0, 0, 0, 0);
            case 0x73:
                return word == 0x73
                    ? new Instruction(Opcode.Ecall, 0, CallNumber, FirstArgument, 0)
                    : default;
            default:
                return default;
        }
    }

    private static Instruction Of(Opcode opcode, byte rd, byte rs1, byte rs2, long immediate) =>
        opcode == Opcode.None ? default : new Instruction(opcode, rd, rs1, rs2, immediate);

    // A target outside of the 32-bit address space, or not aligned, can never be fetched.
    private static Instruction Jump(uint pc, byte rd, int offset)
    {
        long target = pc + (long)offset;
        return target is >= 0 and <= uint.MaxValue && (target & 3) == 0
            ? new Instruction(Opcode.Jal, rd, 0, 0, target)
            : default;
    }

    private static Instruction Branch(Opcode opcode, uint pc, byte rs1, byte rs2, int offset)
    {
        long target = pc + (long)offset;
        return opcode != Opcode.None && target is >= 0 and <= uint.MaxValue && (target & 3) == 0
            ? new Instruction(opcode, 0, rs1, rs2, target)
            : default;
    }

    private static int JumpOffset(uint word) =>
        ((int)(word & 0x8000_0000) >> 11) | (int)(word & 0xF_F000)
        | (int)((word >> 9) & 0x800) | (int)((word >> 20) & 0x7FE);

    private static int BranchOffset(uint word) =>
        ((int)(word & 0x8000_0000) >> 19) | (int)((word << 4) & 0x800)
        | (int)((word >> 20) & 0x7E0) | (int)((word >> 7) & 0x1E);

    private static Opcode BranchOpcode(uint funct3) => funct3 switch
    {
        0 => Opcode.Beq,
        1 => Opcode.Bne,
        4 => Opcode.Blt,
        5 => Opcode.Bge,
        6 => Opcode.Bltu,
        7 => Opcode.Bgeu,
        _ => Opcode.None,
    };

    private static Opcode LoadOpcode(uint funct3) =>
        funct3 == 7 ? Opcode.None : Opcode.Lb + (byte)funct3;

    private static Instruction ImmediateOperation(
        uint word, uint funct3, byte rd, byte rs1, long immediate)
    {
        uint shiftKind = word >> 26;
        long amount = (word >> 20) & 63;
        switch (funct3)
        {
            case 0:
                return rs1 == 0 && rd != 0
                    ? new Instruction(Opcode.LoadImmediate, rd, 0, 0, immediate)
                    : WithImmediate(Opcode.Add, rd, rs1, immediate);
            case 1:
                return shiftKind == 0 ? WithImmediate(Opcode.Sll, rd, rs1, amount) : default;
            case 2:
                return WithImmediate(Opcode.Slt, rd, rs1, immediate);
            case 3:
                return WithImmediate(Opcode.Sltu, rd, rs1, immediate);
            case 4:
                return WithImmediate(Opcode.Xor, rd, rs1, immediate);
            case 5:
                return shiftKind switch
                {
                    0 => WithImmediate(Opcode.Srl, rd, rs1, amount),
                    16 => WithImmediate(Opcode.Sra, rd, rs1, amount),
                    _ => default,
                };
            case 6:
                return WithImmediate(Opcode.Or, rd, rs1, immediate);
            default:
                return WithImmediate(Opcode.And, rd, rs1, immediate);
        }
    }

    private static Instruction ImmediateWordOperation(
        uint word, uint funct3, byte rd, byte rs1, long immediate)
    {
        long amount = (word >> 20) & 31;
        return (funct3, word >> 25) switch
        {
            (0, _) => WithImmediate(Opcode.AddW, rd, rs1, immediate),
            (1, 0) => WithImmediate(Opcode.SllW, rd, rs1, amount),
            (5, 0) => WithImmediate(Opcode.SrlW, rd, rs1, amount),
            (5, 32) => WithImmediate(Opcode.SraW, rd, rs1, amount),
            _ => default,
        };
    }

    private static Instruction WithImmediate(Opcode opcode, byte rd, byte rs1, long immediate) =>
        new(opcode | Opcode.Immediate, rd, rs1, 0, immediate);

    private static Opcode RegisterOpcode(uint funct3, uint funct7) => (funct7, funct3) switch
    {
        (0, 0) => Opcode.Add,
        (32, 0) => Opcode.Sub,
        (0, 1) => Opcode.Sll,
        (0, 2) => Opcode.Slt,
        (0, 3) => Opcode.Sltu,
        (0, 4) => Opcode.Xor,
        (0, 5) => Opcode.Srl,
        (32, 5) => Opcode.Sra,
        (0, 6) => Opcode.Or,
        (0, 7) => Opcode.And,
        (1, 0) => Opcode.Mul,
        (1, 1) => Opcode.Mulh,
        (1, 2) => Opcode.Mulhsu,
        (1, 3) => Opcode.Mulhu,
        (1, 4) => Opcode.Div,
        (1, 5) => Opcode.Divu,
        (1, 6) => Opcode.Rem,
        (1, 7) => Opcode.Remu,
        _ => Opcode.None,
    };

    private static Opcode RegisterWordOpcode(uint funct3, uint funct7) => (funct7, funct3) switch
    {
        (0, 0) => Opcode.AddW,
        (32, 0) => Opcode.SubW,
        (0, 1) => Opcode.SllW,
        (0, 5) => Opcode.SrlW,
        (32, 5) => Opcode.SraW,
        (1, 0) => Opcode.MulW,
        (1, 4) => Opcode.DivW,
        (1, 5) => Opcode.DivuW,
        (1, 6) => Opcode.RemW,
        (1, 7) => Opcode.RemuW,
        _ => Opcode.None,
    };
}
