using System.Buffers.Binary;
using ZeroSharp.Compiler.Link;

namespace ZeroSharp.Compiler.Tests;

/// <summary>No executable with a foreign instruction leaves the compiler.</summary>
public sealed class InstructionGateTests
{
    [Theory]
    [InlineData(0x0000_0073u)]
    [InlineData(0x02B5_0533u)]
    [InlineData(0x40B5_0533u)]
    [InlineData(0x4035_551Bu)]
    [InlineData(0x0005_3503u)]
    public void Check_InstructionOfTheMachine_Passes(uint word) =>
        InstructionGate.Check(WithFirstWord(word));

    [Theory]
    [InlineData(0x0010_0073u)] // ebreak
    [InlineData(0x0000_100Fu)] // fence.i
    [InlineData(0xC000_2573u)] // rdcycle
    [InlineData(0x0053_7553u)] // a floating-point addition
    [InlineData(0x1005_252Fu)] // lr.w
    [InlineData(0x0000_4501u)] // compressed
    [InlineData(0x60B5_1533u)] // rol, of the bit manipulation extension
    [InlineData(0x0000_0000u)]
    public void Check_AnyOtherInstruction_IsRefused(uint word) =>
        Assert.Throws<InvalidOperationException>(
            () => InstructionGate.Check(WithFirstWord(word)));

    // The text is the first segment of a compiled guest.
    private static byte[] WithFirstWord(uint word)
    {
        byte[] elf = [.. CompiledPrograms.Elf];
        int headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(32));
        int text = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(headers + 8));
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(text), word);
        return elf;
    }
}
