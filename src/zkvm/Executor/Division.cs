using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>Division of the M extension, which never traps (RISC-V, table 11 of chapter 13).</summary>
internal static class Division
{
    public static ulong Compute(Opcode opcode, ulong a, ulong b)
    {
        int narrowA = (int)a;
        int narrowB = (int)b;
        return opcode switch
        {
            Opcode.Div => b == 0 ? ulong.MaxValue : (ulong)Quotient((long)a, (long)b),
            Opcode.Divu => b == 0 ? ulong.MaxValue : a / b,
            Opcode.Rem => b == 0 ? a : (ulong)Remainder((long)a, (long)b),
            Opcode.Remu => b == 0 ? a : a % b,
            Opcode.DivW => narrowB == 0 ? ulong.MaxValue : (ulong)(int)Quotient(narrowA, narrowB),
            Opcode.DivuW => narrowB == 0
                ? ulong.MaxValue
                : (ulong)(int)((uint)narrowA / (uint)narrowB),
            Opcode.RemW => narrowB == 0 ? (ulong)narrowA : (ulong)Remainder(narrowA, narrowB),
            _ => narrowB == 0 ? (ulong)narrowA : (ulong)(int)((uint)narrowA % (uint)narrowB),
        };
    }

    // The one overflow: the smallest number divided by -1.
    private static long Quotient(long a, long b) => b == -1 ? -a : a / b;

    private static long Remainder(long a, long b) => b == -1 ? 0 : a % b;
}
