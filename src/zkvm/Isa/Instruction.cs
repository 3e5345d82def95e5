namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// One decoded instruction: a row of the program table. What the instruction does not use is zero, so
/// that equal instructions have equal rows. FENCE decodes to ADDI x0, x0, 0.
/// </summary>
/// <param name="Opcode">The operation; None for a word that is not an instruction (a trap).</param>
/// <param name="Rd">Destination register; 0 if nothing is written.</param>
/// <param name="Rs1">First source register; 17 (a7) for an environment call.</param>
/// <param name="Rs2">Second source register; 10 (a0) for an environment call.</param>
/// <param name="Immediate">
/// The sign-extended immediate. For JAL and branches the absolute target address; for AUIPC the sum with
/// the pc; for shifts by an immediate the shift amount.
/// </param>
public readonly record struct Instruction(
    Opcode Opcode, byte Rd, byte Rs1, byte Rs2, long Immediate)
{
    public bool WritesRd => Rd != 0;

    /// <summary>The second operand is <see cref="Immediate"/> and not the register rs2.</summary>
    public bool HasImmediateOperand => (Opcode & Opcode.Immediate) != 0;

    /// <summary>Bits 0 to 15 of the immediate, as in the program table.</summary>
    public uint Immediate0 => (ushort)Immediate;

    /// <summary>Bits 16 to 31 of the immediate.</summary>
    public uint Immediate1 => (ushort)(Immediate >> 16);

    /// <summary>Bits 32 to 47, which equal bits 48 to 63: 0 or 0xFFFF.</summary>
    public uint ImmediateHigh => (ushort)(Immediate >> 32);
}
