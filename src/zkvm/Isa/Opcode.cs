namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// Operations of RV64IM after decoding. The number is part of the program table, and so of the
/// verifying key. The form with an immediate operand instead of rs2 has <see cref="Immediate"/> added.
/// </summary>
public enum Opcode : byte
{
    None = 0,

    Add = 1,
    Sub = 2,
    AddW = 3,
    SubW = 4,
    And = 5,
    Or = 6,
    Xor = 7,
    Sll = 8,
    Srl = 9,
    Sra = 10,
    SllW = 11,
    SrlW = 12,
    SraW = 13,
    Slt = 14,
    Sltu = 15,

    Beq = 16,
    Bne = 17,
    Blt = 18,
    Bge = 19,
    Bltu = 20,
    Bgeu = 21,
    Jal = 22,
    Jalr = 23,

    /// <summary>rd = imm: LUI, AUIPC (the pc is already added) and ADDI from x0.</summary>
    LoadImmediate = 24,

    Lb = 25,
    Lh = 26,
    Lw = 27,
    Ld = 28,
    Lbu = 29,
    Lhu = 30,
    Lwu = 31,
    Sb = 32,
    Sh = 33,
    Sw = 34,
    Sd = 35,

    Mul = 36,
    Mulh = 37,
    Mulhsu = 38,
    Mulhu = 39,
    MulW = 40,
    Div = 41,
    Divu = 42,
    Rem = 43,
    Remu = 44,
    DivW = 45,
    DivuW = 46,
    RemW = 47,
    RemuW = 48,

    Ecall = 49,

    /// <summary>Added to an operation (Add to Sltu) whose second operand is the immediate.</summary>
    Immediate = 64,
}
