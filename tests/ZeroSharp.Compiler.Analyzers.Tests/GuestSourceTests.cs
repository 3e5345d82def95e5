using Microsoft.CodeAnalysis.CSharp;

namespace ZeroSharp.Compiler.Analyzers.Tests;

/// <summary>The analyzer has nothing to say about source that the guest compiler compiles.</summary>
public sealed class GuestSourceTests
{
    public static TheoryData<string> Projects =>
    [
        .. new[] { "src/guest", "guests" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(GuestSource.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(GuestSource.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Analyze_GuestProject_IsClean(string project)
    {
        CSharpCompilation compilation = GuestSource.Compile(
            Path.GetFileNameWithoutExtension(project),
            GuestSource.Files(Path.GetDirectoryName(project)!));

        Assert.Empty(GuestSource.Diagnose(compilation));
    }

    [Fact]
    public void Analyze_FeaturePrograms_AreClean()
    {
        CSharpCompilation compilation = GuestSource.Compile(
            "ZeroSharp.Compiler.Programs",
            GuestSource.Files("tests/ZeroSharp.Compiler.Programs")
                .Where(file => Path.GetFileName(file.Path) != "Unsupported.cs"));

        Assert.Empty(GuestSource.Diagnose(compilation));
    }
}
