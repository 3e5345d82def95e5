using CsCheck;

namespace ZeroSharp.Zkvm.Isa.Tests;

public sealed class DecoderTests
{
    private const uint Pc = 0x0030_0000;

    [Fact]
    public void Decode_Branch_HasAnAbsoluteTarget()
    {
        Gen.Int[-2048, 2047].Sample(half =>
        {
            int offset = 4 * (half / 2);
            Instruction instruction = Decoder.Decode(Encode.Branch(5, 3, 4, offset), Pc);
            Assert.Equal(new Instruction(Opcode.Bge, 0, 3, 4, Pc + offset), instruction);
        });
    }

    [Fact]
    public void Decode_Jal_HasAnAbsoluteTarget()
    {
        Gen.Int[-262_144, 262_143].Sample(words =>
        {
            Instruction instruction = Decoder.Decode(Encode.Jal(1, 4 * words), Pc);
            Assert.Equal(new Instruction(Opcode.Jal, 1, 0, 0, Pc + (4L * words)), instruction);
        });
    }

    [Fact]
    public void Decode_StoreAndLoad_HaveSignedOffsets()
    {
        Gen.Int[-2048, 2047].Sample(offset =>
        {
            Assert.Equal(
                new Instruction(Opcode.Sd, 0, 8, 9, offset),
                Decoder.Decode(Encode.Store(3, 9, 8, offset), Pc));
            Assert.Equal(
                new Instruction(Opcode.Lwu, 7, 8, 0, offset),
                Decoder.Decode(Encode.Load(6, 7, 8, offset), Pc));
        });
    }

    [Theory]
    [InlineData(0x00000513u, Opcode.LoadImmediate, 0L)]
    [InlineData(0xFFF00513u, Opcode.LoadImmediate, -1L)]
    [InlineData(0x80000537u, Opcode.LoadImmediate, -0x8000_0000L)]
    [InlineData(0x00001517u, Opcode.LoadImmediate, 0x0030_1000L)]
    [InlineData(0x03F51513u, Opcode.Sll | Opcode.Immediate, 63L)]
    [InlineData(0x43F55513u, Opcode.Sra | Opcode.Immediate, 63L)]
    [InlineData(0x41F5551Bu, Opcode.SraW | Opcode.Immediate, 31L)]
    [InlineData(0x0FF0000Fu, Opcode.Add | Opcode.Immediate, 0L)]
    public void Decode_KnownWord_GivesOperationAndImmediate(uint word, Opcode opcode, long immediate)
    {
        Instruction instruction = Decoder.Decode(word, Pc);
        Assert.Equal(opcode, instruction.Opcode);
        Assert.Equal(immediate, instruction.Immediate);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x00100073u)] // ebreak
    [InlineData(0x30200073u)] // mret
    [InlineData(0x00007003u)] // load with funct3 7
    [InlineData(0x00004023u)] // store with funct3 4
    [InlineData(0x0200151Bu)] // slliw by 32
    [InlineData(0x04000033u)] // funct7 2
    [InlineData(0x0000052Fu)] // atomics
    [InlineData(0x00000507u)] // floating-point load
    public void Decode_NoInstruction_IsNone(uint word) =>
        Assert.Equal(default, Decoder.Decode(word, Pc));
}
