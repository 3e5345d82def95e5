using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// The real machine with parameters of few queries, and programs of a few instructions: a false proof is
/// accepted by luck once in 2^40 times.
/// </summary>
internal static class SmallMachine
{
    public const uint DataBase = 0x0040_0000;

    /// <summary>The least height of a trace, also where only the traces are checked.</summary>
    public const int MinLogHeight = 7;

    /// <summary>A stack of 2^18 rows, which the tables need.</summary>
    public static StarkParameters Parameters { get; } = new()
    {
        LogStackHeight = 18,
        MinLogHeight = MinLogHeight,
        Pcs = new PcsOptions { TargetBits = 40, MaxWorkBits = 4 },
    };

    /// <summary>
    /// Divides two words, multiplies, jumps to an address with bit 0 set, reads and writes one register in
    /// one instruction, writes to x0 and to memory, and puts the quotient out.
    /// </summary>
    public static ProgramImage Calculation(ulong dividend = 1000, ulong divisor = 7, int exitCode = 0) =>
        Encode.Program(
            [
                Encode.Lui(5, DataBase >> 12),
                Encode.Load(3, 6, 5, 0),
                Encode.Load(3, 7, 5, 8),
                Encode.Register(1, 4, 8, 6, 7),
                Encode.Register(1, 6, 9, 6, 7),
                Encode.Register(1, 0, 11, 6, 7),
                Encode.Auipc(12, 0xFFFFF),
                Encode.Auipc(31, 0),
                Encode.Jalr(13, 31, 8 | 1),
                Encode.Addi(14, 6, 3),
                Encode.Add(14, 14, 14),
                Encode.Addi(0, 6, 1),
                Encode.Store(3, 8, 5, 16),
                Encode.Store(0, 9, 5, 24),
                Encode.Load(2, 15, 5, 16),
                .. Address(7, 0xC0000),
                Encode.Addi(28, 0, 8),
                Encode.Store(3, 28, 7, 0),
                Encode.Store(3, 8, 7, 8),
                .. Halt(exitCode),
            ],
            [new ImageWord(DataBase, dividend), new ImageWord(DataBase + 8, divisor)]);

    /// <summary>Permutes two states of 25 words in place, one after the other.</summary>
    public static ProgramImage Keccak() => Encode.Program(
        [
            Encode.Lui(10, DataBase >> 12),
            Encode.Addi(17, 0, EcallNumber.KeccakF1600),
            Encode.Ecall,
            Encode.Addi(10, 10, 256),
            Encode.Ecall,
            .. Halt(0),
        ],
        [new ImageWord(DataBase, 1), new ImageWord(DataBase + 256, 2)]);

    /// <summary>Puts the input out, which must be of so many bytes.</summary>
    public static ProgramImage Copy(int byteLength) => Encode.Program(
        [
            .. Address(5, 0x80000),
            .. Address(6, 0xC0000),
            Encode.Addi(7, 0, 1 + (byteLength / 8)),
            Encode.Load(3, 8, 5, 0),
            Encode.Store(3, 8, 6, 0),
            Encode.Addi(5, 5, 8),
            Encode.Addi(6, 6, 8),
            Encode.Addi(7, 7, -1),
            Encode.Branch(1, 7, 0, -20),
            .. Halt(0),
        ]);

    /// <summary>Loads an upper half; LUI extends the sign, which is shifted out again.</summary>
    public static uint[] Address(int register, uint upper20) =>
    [
        Encode.Lui(register, upper20),
        Encode.Immediate(1, register, register, 32),
        Encode.Immediate(5, register, register, 32),
    ];

    public static uint[] Halt(int exitCode) =>
        [Encode.Addi(17, 0, EcallNumber.Halt), Encode.Addi(10, 0, exitCode), Encode.Ecall];
}
