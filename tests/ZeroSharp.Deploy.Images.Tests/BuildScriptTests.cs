using ZeroSharp.Architecture.Tests;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>What eng/build-images.sh says to whoever calls it, without building anything.</summary>
public sealed class BuildScriptTests
{
    private static readonly string Script = Path.Combine(RepositoryRoot.Path, "eng", "build-images.sh");

    [Fact]
    public void Help_NamesEveryImage()
    {
        string text = Run("--help").Require();
        Assert.Contains(string.Join(' ', BuiltImages.Names), text, StringComparison.Ordinal);
        Assert.Contains("--platform LIST", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--pusch' is not an option", "--pusch")]
    [InlineData("--tag needs a value", "--tag")]
    [InlineData("'walker' is not one of the images", "walker")]
    [InlineData("--tool is docker or buildah", "--tool", "podman")]
    [InlineData("there is no file /nonexistent", "--nuget-config", "/nonexistent")]
    public void Arguments_ThatAreWrong_AreRefusedInOneLine(string reason, params string[] arguments)
    {
        ProgramResult result = Run(arguments);
        Assert.Equal((64, string.Empty), (result.ExitCode, result.Output));
        Assert.StartsWith("error: ", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    private static ProgramResult Run(params string[] arguments) =>
        ProgramRun.Run(new Dictionary<string, string>(), null, Script, arguments);
}
