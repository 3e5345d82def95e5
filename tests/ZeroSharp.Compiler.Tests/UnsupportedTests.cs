namespace ZeroSharp.Compiler.Tests;

/// <summary>What is outside of the guest subset is an error that says where, and never a guess.</summary>
public sealed class UnsupportedTests
{
    [Theory]
    [InlineData("Floats", 10, "Double is not in the guest subset")]
    [InlineData("Lambdas", 17, "delegates and lambdas")]
    [InlineData("Catches", 30, "catch is not in the guest subset")]
    [InlineData("Boxes", 41, "boxing of System.Int32")]
    [InlineData("Collections", 48, "List`1")]
    [InlineData("TwoDimensions", 55, "System.Int32[,]")]
    [InlineData("Clocks", 62, "System.Environment.get_TickCount")]
    [InlineData("Texts", 67, "System.Int32.ToString")]
    [InlineData("FunctionPointers", 74, "delegates and lambdas")]
    [InlineData("HashCodes", 81, "System.HashCode.Combine")]
    [InlineData("Failing", 88, "no numbers")]
    [InlineData("Types", 99, "typeof(Int32) as an object")]
    public void Translate_UnsupportedConstruct_NamesFileAndLine(
        string name, int line, string construct)
    {
        string type = $"ZeroSharp.Compiler.Programs.Unsupported+{name}";

        GuestCompilationException error = Assert.Throws<GuestCompilationException>(
            () => GuestCompiler.Translate(CompiledPrograms.AssemblyPath, type));

        Assert.Contains(construct, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Unsupported.cs({line})", error.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_LibraryOfTheSubset_FindsOnlyBoxedEquals()
    {
        string folder = Path.GetDirectoryName(CompiledPrograms.AssemblyPath)!;
        IReadOnlyList<string> errors =
            GuestCompiler.Check(Path.Combine(folder, "ZeroSharp.Ethereum.Core.dll"));

        Assert.All(
            errors, error => Assert.Contains("test for a boxed", error, StringComparison.Ordinal));
    }
}
