using ZeroSharp.Zkvm.Isa;
using static ZeroSharp.Zkvm.Isa.Tests.Encode;

namespace ZeroSharp.Zkvm.Verifier.Tests;

/// <summary>A short program that needs every chip of the machine.</summary>
internal static class EveryChip
{
    // Registers; those for results are not read again.
    private const int Heap = 5;
    private const int Counter = 6;
    private const int Region = 7;
    private const int Argument = 10;
    private const int Call = 17;
    private const int Small = 18;
    private const int Negative = 9;
    private const int Result = 19;
    private const int Link = 20;

    public static ProgramImage Program { get; } = Encode.Program(
    [
        Lui(Heap, 0x10000),
        Addi(Negative, 0, -77),
        Addi(Small, 0, 13),

        // Operands of the calls.
        Store(3, Small, Heap, 0),
        Store(3, Small, Heap, 32),
        Store(3, Small, Heap, 64),

        // Lets so much time pass that the next access of memory is preceded by a refresh.
        Lui(Counter, 3),
        Addi(Counter, Counter, -1),
        Branch(1, Counter, 0, -4),

        // Registers.
        Register(0x20, 0, Result, Negative, Small),
        Register(0, 0, Result, Negative, Small, isWord: true),
        Immediate(0, Result, Negative, 5, isWord: true),
        Register(0, 4, Result, Negative, Small),
        Immediate(7, Result, Negative, 5),
        Register(0, 1, Result, Negative, Small),
        Immediate(5, Result, Negative, 0x403),
        Register(0x20, 5, Result, Negative, Small, isWord: true),
        Immediate(1, Result, Negative, 3, isWord: true),
        Register(0, 2, Result, Negative, Small),
        Immediate(3, Result, Negative, 5),
        Register(1, 0, Result, Negative, Small),
        Register(1, 1, Result, Negative, Small),
        Register(1, 0, Result, Negative, Small, isWord: true),
        Register(1, 4, Result, Negative, Small),
        Register(1, 6, Result, Negative, Small, isWord: true),

        // Jumps, the first over a word that is not executed.
        Jal(Link, 8),
        Ecall,
        Auipc(Link, 0),
        Jalr(Link, Link, 8),

        // Memory.
        Load(3, Result, Heap, 0),
        Load(1, Result, Heap, 34),
        Store(0, Negative, Heap, 9),

        // Product modulo, division, keccak.
        Addi(Argument, Heap, 0),
        Addi(Call, 0, 2),
        Ecall,
        Addi(Call, 0, 3),
        Ecall,
        Addi(Argument, Heap, 512),
        Addi(Call, 0, 1),
        Ecall,

        // Eight bytes of output, and success.
        Load(3, Result, Heap, 512),
        Lui(Region, 0xC0000),
        Immediate(1, Region, Region, 32),
        Immediate(5, Region, Region, 32),
        Addi(Small, 0, 8),
        Store(3, Small, Region, 0),
        Store(3, Result, Region, 8),
        Addi(Call, 0, 0),
        Addi(Argument, 0, 0),
        Ecall,
    ]);
}
