namespace ZeroSharp.Cluster.Devnet.Tests;

/// <summary>Where anvil is looked for.</summary>
public sealed class AnvilLocationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-location-").FullName;

    public AnvilLocationTests() => System.IO.File.WriteAllText(File, string.Empty);

    private string File => Path.Combine(_folder, "anvil");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_NamedFileOrFolder_IsTaken()
    {
        Assert.Equal(File, AnvilLocation.Find(File, _ => null));
        Assert.Equal(File, AnvilLocation.Find(_folder, _ => null));
    }

    [Fact]
    public void Find_VariableOrPath_IsTaken()
    {
        Assert.Equal(File, AnvilLocation.Find(null, name => name == AnvilLocation.Variable ? _folder : null));
        Assert.Equal(File, AnvilLocation.Find(
            null, name => name == "PATH" ? $"/nowhere{Path.PathSeparator}{_folder}" : null));
    }

    [Theory]
    [InlineData("/nowhere/anvil", null)]
    [InlineData(null, "/nowhere")]
    public void Find_NotThere_SaysWhereToGetIt(string? named, string? variable)
    {
        DevnetException failure = Assert.Throws<DevnetException>(() => AnvilLocation.Find(
            named, name => name == AnvilLocation.Variable ? variable : null));

        Assert.Contains("/nowhere", failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://getfoundry.sh", failure.Message, StringComparison.Ordinal);
        Assert.Contains("eng/install-anvil.sh", failure.Message, StringComparison.Ordinal);
    }
}
