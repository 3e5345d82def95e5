namespace ZeroSharp.Cli.Tests;

/// <summary>Every command tells its version, as the entry points of images are asked for it.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("--version")]
    [InlineData("worker", "--version")]
    [InlineData("leader", "http", "--version")]
    [InlineData("verifier", "--version")]
    public void Version_OfACommand_IsThatOfTheProgram(params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, arguments);

        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.StartsWith("zero 0.", result.Output, StringComparison.Ordinal);
        Assert.Contains("block program 0x", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_OfACommandThatIsNone_IsWrongUsage()
    {
        ZeroResult result = ZeroProcess.Run(null, "walker", "--version");

        Assert.Equal((64, string.Empty), (result.ExitCode, result.Output));
        Assert.Equal("error: 'walker' is no command; --help lists them\n", result.Error);
    }
}
