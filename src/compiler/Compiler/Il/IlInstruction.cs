using System.Reflection.Metadata;

namespace ZeroSharp.Compiler.Il;

/// <summary>One decoded CIL instruction (ECMA-335, partition III).</summary>
/// <param name="Offset">Byte offset in the method body.</param>
/// <param name="Next">Offset of the instruction that follows in the body.</param>
/// <param name="Code">The operation.</param>
/// <param name="Operand">
/// Token, constant, variable index or absolute branch target; 0 where there is none.
/// </param>
/// <param name="Targets">Absolute targets of a switch, else null.</param>
internal readonly record struct IlInstruction(
    int Offset, int Next, ILOpCode Code, long Operand, int[]? Targets)
{
    /// <summary>The operand as a metadata token.</summary>
    public int Token => (int)Operand;

    /// <summary>The operand as an index or a branch target.</summary>
    public int Index => (int)Operand;

    /// <summary>Whether control never reaches the next instruction.</summary>
    public bool EndsBlock => Code is ILOpCode.Br or ILOpCode.Br_s or ILOpCode.Ret
        or ILOpCode.Throw or ILOpCode.Rethrow or ILOpCode.Leave or ILOpCode.Leave_s
        or ILOpCode.Endfinally or ILOpCode.Jmp;

    /// <summary>Whether the operand is a branch target.</summary>
    public bool IsBranch => Code.IsBranch();
}
