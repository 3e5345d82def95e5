using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>
/// What instructions do (RISC-V Unprivileged ISA, chapters 2, 4 and 13), written for the tests alone and
/// with wider arithmetic than the executor's.
/// </summary>
internal static class InstructionSemantics
{
    /// <summary>The result of an operation on two operands, the second one being rs2 or the immediate.</summary>
    public static ulong Result(Opcode opcode, ulong a, ulong b) => (opcode & ~Opcode.Immediate) switch
    {
        Opcode.Add => (ulong)((UInt128)a + b),
        Opcode.Sub => (ulong)((Int128)a - b),
        Opcode.AddW => Word(a + b),
        Opcode.SubW => Word(a - b),
        Opcode.And => a & b,
        Opcode.Or => a | b,
        Opcode.Xor => a ^ b,
        Opcode.Sll => (ulong)((UInt128)a << (int)(b % 64)),
        Opcode.Srl => (ulong)((UInt128)a >> (int)(b % 64)),
        Opcode.Sra => (ulong)((Int128)(long)a >> (int)(b % 64)),
        Opcode.SllW => Word(a << (int)(b % 32)),
        Opcode.SrlW => Word((ulong)(uint)a >> (int)(b % 32)),
        Opcode.SraW => (ulong)((long)(int)a >> (int)(b % 32)),
        Opcode.Slt => (long)a < (long)b ? 1u : 0u,
        Opcode.Sltu => a < b ? 1u : 0u,
        Opcode.Mul => (ulong)((UInt128)a * b),
        Opcode.Mulh => (ulong)(((Int128)(long)a * (long)b) >> 64),
        Opcode.Mulhsu => (ulong)(((Int128)(long)a * b) >> 64),
        Opcode.Mulhu => (ulong)(((UInt128)a * b) >> 64),
        Opcode.MulW => Word(a * b),
        Opcode.Div => b == 0 ? ulong.MaxValue : (ulong)((Int128)(long)a / (long)b),
        Opcode.Divu => b == 0 ? ulong.MaxValue : a / b,
        Opcode.Rem => b == 0 ? a : (ulong)((Int128)(long)a % (long)b),
        Opcode.Remu => b == 0 ? a : a % b,
        Opcode.DivW => (uint)b == 0 ? ulong.MaxValue : Word((ulong)((long)(int)a / (int)b)),
        Opcode.DivuW => (uint)b == 0 ? ulong.MaxValue : Word((uint)a / (uint)b),
        Opcode.RemW => (uint)b == 0 ? Word(a) : Word((ulong)((long)(int)a % (int)b)),
        Opcode.RemuW => (uint)b == 0 ? Word(a) : Word((uint)a % (uint)b),
        _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "has no result of two operands"),
    };

    /// <summary>Whether a branch is taken.</summary>
    public static bool IsTaken(Opcode opcode, ulong a, ulong b) => opcode switch
    {
        Opcode.Beq => a == b,
        Opcode.Bne => a != b,
        Opcode.Blt => (long)a < (long)b,
        Opcode.Bge => (long)a >= (long)b,
        Opcode.Bltu => a < b,
        Opcode.Bgeu => a >= b,
        _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "is no branch"),
    };

    /// <summary>Bytes that a load or store accesses; 0 for other operations.</summary>
    public static int AccessSize(Opcode opcode) => opcode switch
    {
        Opcode.Lb or Opcode.Lbu or Opcode.Sb => 1,
        Opcode.Lh or Opcode.Lhu or Opcode.Sh => 2,
        Opcode.Lw or Opcode.Lwu or Opcode.Sw => 4,
        Opcode.Ld or Opcode.Sd => 8,
        _ => 0,
    };

    public static bool IsStore(Opcode opcode) => opcode is >= Opcode.Sb and <= Opcode.Sd;

    /// <summary>What a load from the word that holds the address gives.</summary>
    public static ulong Load(Opcode opcode, ulong word, ulong address)
    {
        ulong value = word >> (8 * (int)(address % 8));
        return opcode switch
        {
            Opcode.Lb => (ulong)(sbyte)value,
            Opcode.Lh => (ulong)(short)value,
            Opcode.Lw => (ulong)(int)value,
            Opcode.Lbu => (byte)value,
            Opcode.Lhu => (ushort)value,
            Opcode.Lwu => (uint)value,
            _ => value,
        };
    }

    /// <summary>The word that holds the address, after a store to it.</summary>
    public static ulong Store(Opcode opcode, ulong word, ulong address, ulong value)
    {
        byte[] bytes = BitConverter.GetBytes(word);
        BitConverter.GetBytes(value).AsSpan(0, AccessSize(opcode)).CopyTo(bytes.AsSpan((int)(address % 8)));
        return BitConverter.ToUInt64(bytes);
    }

    private static ulong Word(ulong value) => (ulong)(int)value;
}
