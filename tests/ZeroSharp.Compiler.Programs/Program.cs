using ZeroSharp.Compiler.Programs.Features;
using ZeroSharp.Compiler.Programs.Traps;
using ZeroSharp.Guest.Runtime;

namespace ZeroSharp.Compiler.Programs;

/// <summary>
/// All feature programs in one guest; the first input byte selects one, and the rest is its input.
/// </summary>
public static class Program
{
    public static int Main()
    {
        ReadOnlySpan<byte> input = GuestInput.Bytes;
        return Run(input[0], input[1..]);
    }

    private static int Run(int selector, ReadOnlySpan<byte> input)
    {
        if (selector >= 100)
        {
            return TrapPrograms.Run(selector - 100, input);
        }

        switch (selector)
        {
            case 0: Arithmetic.Run(input); break;
            case 1: Conversions.Run(input); break;
            case 2: Structs.Run(input); break;
            case 3: Classes.Run(input); break;
            case 4: Generics.Run(input); break;
            case 5: Spans.Run(input); break;
            case 6: Arrays.Run(input); break;
            case 7: Statics.Run(input); break;
            case 8: Flow.Run(input); break;
            case 9: WideIntegers.Run(input); break;
            case 10: Pointers.Run(input); break;
            case 11: SmallTypes.Run(input); break;
            case 12: MemoryMoves.Run(input); break;
            case 13: EthereumCore.Run(input); break;
            case 14: Precompiles.Run(input); break;
            case 15: StarkArithmetic.Run(input); break;
            case 16: Tries.Run(input); break;
            default: return 2;
        }

        return 0;
    }
}
