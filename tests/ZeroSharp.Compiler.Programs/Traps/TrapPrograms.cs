using System.Runtime.CompilerServices;

namespace ZeroSharp.Compiler.Programs.Traps;

/// <summary>Programs that .NET ends with an exception and the machine with a trap code.</summary>
internal static class TrapPrograms
{
    private class Parent
    {
        public int Field = 3;

        public virtual int Get() => Field;
    }

    private sealed class Child : Parent
    {
        public override int Get() => 4;
    }

    public static int Run(int selector, ReadOnlySpan<byte> input)
    {
        int zero = input[0];
        int many = input[1];
        int[] three = new int[3 + zero];
        Parent? nothing = zero == 0 ? null : new Child();
        switch (selector)
        {
            case 0: return three[many];
            case 1: return three[zero - 1];
            case 2: return nothing!.Field;
            case 3: return nothing!.Get();
            case 4: return many / zero;
            case 5: return (int)(10UL % (ulong)zero);
            case 6: return checked((byte)(many * 2));
            case 7: return checked(int.MaxValue + many);
            case 8: return (int.MinValue + zero) / (zero - 1);
            case 9: return ((Child)new Parent()).Field;
            case 10: return input[many];
            case 11: return input.Slice(many).Length;
            case 12: throw new InvalidOperationException("always");
            case 13: return new int[zero - 1].Length;
            case 14: return input[..zero].ToArray()[0];
            case 15: return (int)checked((ulong)(zero - 1L));
            case 16:
                three.CopyTo(zero == 0 ? new int[2] : three);
                return 0;
            case 17: return checked((int)(uint.MaxValue - (uint)zero));
            case 18: return Endless(zero) + Endless(many);

            // 2^31 words: more than the heap, and than 32 bits of a length in bytes.
            case 19: return new ulong[int.MaxValue - zero].Length;
            default: return 1;
        }
    }

    // .NET has no answer to this one, so only the machine runs it.
    [SkipLocalsInit]
    private static int Endless(int value)
    {
        Span<int> room = stackalloc int[1 << 16];
        room[value & 0xFFFF] = value;
        return (Endless(value + 1) * 3) + room[0];
    }

    // Array.CopyTo is not in the subset, spans are.
    private static void CopyTo(this int[] source, int[] target) =>
        source.AsSpan().CopyTo(target);
}
