using System.Text.RegularExpressions;

namespace ZeroSharp.Architecture.Tests;

/// <summary>What a reader should never meet in a source file.</summary>
public sealed partial class TidyTests
{
    private const int MaxLineCount = 700;
    private const int MaxColumn = 120;

    [Fact]
    public void Sources_EveryFile_IsOfReadableSize()
    {
        Assert.Empty(Sources()
            .Where(file => File.ReadLines(file).Count() > MaxLineCount)
            .Select(Relative));
    }

    [Fact]
    public void Sources_EveryLine_FitsTheColumns()
    {
        Assert.Empty(Sources().SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (line, index))
            .Where(at => at.line.Length > MaxColumn)
            .Select(at => $"{Relative(file)}:{at.index + 1}")));
    }

    [Fact]
    public void Sources_EveryFile_HoldsNoNoteToSelfAndNoStub()
    {
        Assert.Empty(Sources()
            .Where(file => Path.GetFileName(file) != "TidyTests.cs")
            .Where(file => Unfinished().IsMatch(File.ReadAllText(file)))
            .Select(Relative));
    }

    [Fact]
    public void Sources_EveryType_HasANameThatSaysWhatItIs()
    {
        Assert.Empty(Sources()
            .Select(Relative)
            .Where(file => Vague().IsMatch(Path.GetFileNameWithoutExtension(file))));
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex("(Utils?|Helpers?|Manager)$")]
    private static partial Regex Vague();

    private static IEnumerable<string> Sources() => new[] { "src", "guests", "tests" }
        .Select(folder => Path.Combine(RepositoryRoot.Path, folder))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
            && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string Relative(string path) =>
        Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');
}
