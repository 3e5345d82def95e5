namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// The chip that an operation belongs to; one chip proves the operations of one class. The forms with an
/// immediate operand have chips of their own, which do not read a second register.
/// </summary>
public enum OpcodeClass : byte
{
    Alu,
    AluImmediate,
    AluW,
    AluWImmediate,
    Bitwise,
    BitwiseImmediate,
    Shift,
    ShiftImmediate,
    ShiftW,
    ShiftWImmediate,
    LessThan,
    LessThanImmediate,
    Branch,
    Jal,
    Jalr,
    LoadImmediate,
    LoadWord,
    LoadNarrow,
    StoreWord,
    StoreNarrow,
    Mul,
    MulHigh,
    MulW,
    DivRem,
    DivRemW,
    Ecall,
}

/// <summary>Which class an operation is of.</summary>
public static class OpcodeClasses
{
    public const int Count = (int)OpcodeClass.Ecall + 1;

    /// <summary>The class of a valid operation, with or without <see cref="Opcode.Immediate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no operation.</exception>
    public static OpcodeClass Of(Opcode opcode) => (opcode & Opcode.Immediate) == 0
        ? OfRegisterForm(opcode)
        : OfRegisterForm(opcode & ~Opcode.Immediate) + 1;

    private static OpcodeClass OfRegisterForm(Opcode opcode) => opcode switch
    {
        Opcode.Add or Opcode.Sub => OpcodeClass.Alu,
        Opcode.AddW or Opcode.SubW => OpcodeClass.AluW,
        Opcode.And or Opcode.Or or Opcode.Xor => OpcodeClass.Bitwise,
        Opcode.Sll or Opcode.Srl or Opcode.Sra => OpcodeClass.Shift,
        Opcode.SllW or Opcode.SrlW or Opcode.SraW => OpcodeClass.ShiftW,
        Opcode.Slt or Opcode.Sltu => OpcodeClass.LessThan,
        >= Opcode.Beq and <= Opcode.Bgeu => OpcodeClass.Branch,
        Opcode.Jal => OpcodeClass.Jal,
        Opcode.Jalr => OpcodeClass.Jalr,
        Opcode.LoadImmediate => OpcodeClass.LoadImmediate,
        Opcode.Ld => OpcodeClass.LoadWord,
        >= Opcode.Lb and <= Opcode.Lwu => OpcodeClass.LoadNarrow,
        Opcode.Sd => OpcodeClass.StoreWord,
        Opcode.Sb or Opcode.Sh or Opcode.Sw => OpcodeClass.StoreNarrow,
        Opcode.Mul => OpcodeClass.Mul,
        Opcode.Mulh or Opcode.Mulhsu or Opcode.Mulhu => OpcodeClass.MulHigh,
        Opcode.MulW => OpcodeClass.MulW,
        >= Opcode.Div and <= Opcode.Remu => OpcodeClass.DivRem,
        >= Opcode.DivW and <= Opcode.RemuW => OpcodeClass.DivRemW,
        Opcode.Ecall => OpcodeClass.Ecall,
        _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not an operation"),
    };
}
