using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>Random straight-line programs that use every instruction, with edge values as operands.</summary>
internal static class RandomPrograms
{
    private const uint DataBase = 0x0040_0000;
    private const int DataRegister = 4;

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 7, 0xFF, 0x7F, 0x80, 0xFFFF, 0x8000, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue, ulong.MaxValue - 1,
        0xFFFF_FFFF_8000_0000, 0xFFFF_FFFF_7FFF_FFFF, 0x0123_4567_89AB_CDEF,
    ];

    /// <summary>Runs a program of about <paramref name="length"/> instructions as one segment.</summary>
    /// <param name="seed">Chooses the program.</param>
    /// <param name="length">Number of instructions.</param>
    /// <param name="writesX0">Whether x0 may be a destination, which leaves columns unused.</param>
    public static (ProgramImage Program, SegmentRecord Segment) Run(int seed, int length, bool writesX0 = true)
    {
        Random random = new(seed);
        List<uint> words = [Encode.Lui(DataRegister, DataBase >> 12)];
        for (int register = 5; register < 32; register++)
        {
            words.Add(Encode.Load(3, register, DataRegister, 8 * random.Next(64)));
        }

        while (words.Count < length)
        {
            int rd = writesX0 && random.Next(8) == 0 ? 0 : random.Next(5, 32);
            if (random.Next(14) == 0)
            {
                // Jumps to what follows, relative to the pc.
                words.Add(Encode.Auipc(31, 0));
                words.Add(Encode.Jalr(rd, 31, 8 | random.Next(2)));
            }
            else
            {
                words.Add(Next(random, rd));
            }
        }

        ImageWord[] data = new ImageWord[64];
        for (int i = 0; i < data.Length; i++)
        {
            ulong value = random.Next(3) == 0 ? (ulong)random.NextInt64() : Edges[random.Next(Edges.Length)];
            data[i] = new ImageWord(DataBase + (8 * (uint)i), value);
        }

        ProgramImage program = Encode.Program([.. words], data);
        using Segmenter segmenter = new(program, [], new SegmentLimits { MaxSteps = words.Count - 8 });
        return (program, segmenter.Next()!);
    }

    private static uint Next(Random random, int rd)
    {
        int rs1 = random.Next(5, 32);
        int rs2 = random.Next(5, 32);
        int immediate = random.Next(-2048, 2048);
        uint any = (uint)random.Next(8);
        int offset = 8 * random.Next(60);
        switch (random.Next(13))
        {
            case 0:
                return Encode.Register(any is 0 or 5 ? 32u * (uint)random.Next(2) : 0, any, rd, rs1, rs2);
            case 1:
                return Encode.Register(1, any, rd, rs1, rs2);
            case 2:
                uint narrow = any is 0 or 1 or 5 ? any : 0;
                uint kind = narrow == 1 ? 0 : 32u * (uint)random.Next(2);
                return Encode.Register(kind, narrow, rd, rs1, rs2, isWord: true);
            case 3:
                return Encode.Register(1, any < 4 ? 0 : any, rd, rs1, rs2, isWord: true);
            case 4:
                return Encode.Immediate(
                    any,
                    rd,
                    rs1,
                    any is 1 ? immediate & 63 : any is 5 ? (immediate & 63) | (1024 * random.Next(2)) : immediate);
            case 5:
                uint word = any is 0 or 1 or 5 ? any : 0;
                int amount = (immediate & 31) | (word == 5 ? 1024 * random.Next(2) : 0);
                return Encode.Immediate(word, rd, rs1, word == 0 ? immediate : amount, isWord: true);
            case 6:
            case 7:
                uint width = any % 7;
                return Encode.Load(width, rd, DataRegister, offset + Aligned(random, width & 3));
            case 8:
            case 9:
                return Encode.Store(any & 3, rs2, DataRegister, offset + Aligned(random, any & 3));
            case 10:
                // Taken or not, the next instruction is the same.
                return Encode.Branch(any is 2 or 3 ? 0 : any, rs1, random.Next(4) == 0 ? rs1 : rs2, 4);
            case 11:
                return Encode.Jal(rd, 4);
            default:
                return random.Next(2) == 0
                    ? Encode.Lui(rd, (uint)random.Next(1 << 20))
                    : Encode.Auipc(rd, (uint)random.Next(1 << 20));
        }
    }

    private static int Aligned(Random random, uint logSize) => random.Next(8) >> (int)logSize << (int)logSize;
}
