namespace ZeroSharp.Zkvm.Isa.Tests;

public sealed class SymbolFileTests
{
    [Fact]
    public void Read_Lines_AreFunctionsByAddress() => Assert.Equal(
        [new ProgramSymbol("A.B", 0x10, 8), new ProgramSymbol("Map<K, V>.Get", 0x20, 0xA4)],
        SymbolFile.Read("00000020 a4 Map<K, V>.Get\n00000010 8 A.B\n"));

    [Theory]
    [InlineData("00000020 a4")]
    [InlineData("x a4 F")]
    [InlineData("20 100000000 F")]
    public void Read_OtherLine_Throws(string text) =>
        Assert.Throws<ProgramFormatException>(() => SymbolFile.Read(text));
}
