namespace ZeroSharp.Zkvm.Isa.Tests;

/// <summary>Encodes RV64IM instructions (RISC-V Unprivileged ISA, chapter 35), for test programs.</summary>
internal static class Encode
{
    public const uint Ecall = 0x73;

    public static uint Register(uint funct7, uint funct3, int rd, int rs1, int rs2, bool isWord = false) =>
        (funct7 << 25) | ((uint)rs2 << 20) | ((uint)rs1 << 15) | (funct3 << 12) | ((uint)rd << 7)
        | (isWord ? 0x3Bu : 0x33u);

    public static uint Immediate(uint funct3, int rd, int rs1, int immediate, bool isWord = false) =>
        ((uint)immediate << 20) | ((uint)rs1 << 15) | (funct3 << 12) | ((uint)rd << 7)
        | (isWord ? 0x1Bu : 0x13u);

    public static uint Addi(int rd, int rs1, int immediate) => Immediate(0, rd, rs1, immediate);

    public static uint Add(int rd, int rs1, int rs2) => Register(0, 0, rd, rs1, rs2);

    public static uint Load(uint funct3, int rd, int rs1, int offset) =>
        ((uint)offset << 20) | ((uint)rs1 << 15) | (funct3 << 12) | ((uint)rd << 7) | 0x03;

    public static uint Store(uint funct3, int rs2, int rs1, int offset) =>
        (((uint)offset >> 5) << 25) | ((uint)rs2 << 20) | ((uint)rs1 << 15) | (funct3 << 12)
        | (((uint)offset & 31) << 7) | 0x23;

    public static uint Branch(uint funct3, int rs1, int rs2, int offset)
    {
        uint bits = (uint)offset;
        return (((bits >> 12) & 1) << 31) | (((bits >> 5) & 63) << 25) | ((uint)rs2 << 20)
            | ((uint)rs1 << 15) | (funct3 << 12) | (((bits >> 1) & 15) << 8) | (((bits >> 11) & 1) << 7) | 0x63;
    }

    public static uint Jal(int rd, int offset)
    {
        uint bits = (uint)offset;
        return (((bits >> 20) & 1) << 31) | (((bits >> 1) & 1023) << 21) | (((bits >> 11) & 1) << 20)
            | (((bits >> 12) & 255) << 12) | ((uint)rd << 7) | 0x6F;
    }

    public static uint Jalr(int rd, int rs1, int offset) =>
        ((uint)offset << 20) | ((uint)rs1 << 15) | ((uint)rd << 7) | 0x67;

    public static uint Lui(int rd, uint upper20) => (upper20 << 12) | ((uint)rd << 7) | 0x37;

    public static uint Auipc(int rd, uint upper20) => (upper20 << 12) | ((uint)rd << 7) | 0x17;

    /// <summary>A program of these words at the first text address, which is also its entry.</summary>
    public static ProgramImage Program(params uint[] words) => Program(words, []);

    /// <summary>A program with initial memory.</summary>
    public static ProgramImage Program(uint[] words, ImageWord[] data)
    {
        const uint Base = Guest.Abi.MemoryMap.TextBase;
        Instruction[] instructions = new Instruction[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            instructions[i] = Decoder.Decode(words[i], Base + (4 * (uint)i));
        }

        return new ProgramImage(Base, Base, instructions, data, []);
    }
}
