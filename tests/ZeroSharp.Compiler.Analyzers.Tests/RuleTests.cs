using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ZeroSharp.Compiler.Analyzers.Tests;

/// <summary>
/// Each rule reports the marked lines of what it is about and nothing of what looks alike, and the guest
/// compiler agrees.
/// </summary>
public sealed partial class RuleTests
{
    [Theory]
    [MemberData(nameof(Snippets.Refused), MemberType = typeof(Snippets))]
    public void Analyze_RefusedCode_ReportsItsLines(string id, string name)
    {
        Diagnostic[] found = [.. GuestSource.Diagnose(Compile(Snippets.Text(name)))];

        Assert.Equal(Marked(name, " // !"), found.Select(GuestSource.Line).Distinct());
        Assert.All(found, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.All(found, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
    }

    [Theory]
    [MemberData(nameof(Snippets.Refused), MemberType = typeof(Snippets))]
    public void Translate_RefusedCode_NamesOneOfItsLines(string id, string name)
    {
        GuestCompilationException error =
            Assert.Throws<GuestCompilationException>(() => Translate(Snippets.Text(name)));

        // Code that the C# compiler adds, such as an iterator's, has no line of its own.
        Match position = Position().Match(error.Location);
        if (position.Success)
        {
            int line = int.Parse(position.Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.True(Marked(name, " // !", " // compiler").Contains(line), $"{id}: {error.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Snippets.Accepted), MemberType = typeof(Snippets))]
    public void Analyze_AcceptedCode_IsClean(string name) =>
        Assert.Empty(GuestSource.Diagnose(Compile(Snippets.Text(name))));

    [Theory]
    [MemberData(nameof(Snippets.Accepted), MemberType = typeof(Snippets))]
    public void Translate_AcceptedCode_Succeeds(string name) =>
        Assert.NotEmpty(Translate(Snippets.Text(name)));

    [Fact]
    public void Analyze_ArrayAsCollectionInterface_IsReported()
    {
        const string Source = """
            public static class Snippet
            {
                public static int Main() => Sum(new int[3]);
                private static int Sum(IEnumerable<int> values)
                {
                    int sum = 0;
                    foreach (int value in values) { sum += value; }
                    return sum;
                }
            }
            """;

        Diagnostic found = Assert.Single(GuestSource.Diagnose(Compile(Source)));

        Assert.Equal(("ZSG0006", 3), (found.Id, GuestSource.Line(found)));
    }

    [Theory]
    [InlineData("object Value() => typeof(int);", "ZSG0009")]
    [InlineData("bool Same(System.Type a) => a == typeof(int);", "ZSG0009")]
    [InlineData("static readonly Func<int> One = () => 1; int Value() => One();", "ZSG0002")]
    [InlineData("dynamic? field;", "ZSG0009")]
    [InlineData("event Action? Happened; void Add() => Happened += null;", "ZSG0002")]
    public void Analyze_MemberNotReachedFromMain_IsReported(string member, string id) =>
        Assert.Contains(
            id,
            GuestSource.Diagnose(Compile($"public class Snippet {{ {member} }}")).Select(found => found.Id));

    [Theory]
    [InlineData("public static int Main(string[] args) => args.Length;", true)]
    [InlineData("public static int Main() => 0;", false)]
    public void Analyze_EntryPoint_MustTakeNothing(string main, bool isReported)
    {
        CSharpCompilation program = Compile($"public static class Snippet {{ {main} }}");
        program = program.WithOptions(program.Options.WithOutputKind(OutputKind.ConsoleApplication));

        Assert.Equal(isReported, GuestSource.Diagnose(program).Any(found => found.Id == "ZSG0019"));
    }

    [Fact]
    public void SupportedDiagnostics_EveryRule_HasASnippetAndALineInTheDocumentation()
    {
        string page = File.ReadAllText(Path.Combine(GuestSource.Root, "docs/internals/guest-subset.md"));
        string[] ids = [.. new GuestSubsetAnalyzer().SupportedDiagnostics.Select(rule => rule.Id)];

        Assert.Equal(ids, Snippets.Refused.Select(row => (string)row[0]).Distinct().Order());
        Assert.All(ids, id => Assert.Contains($"| {id} |", page, StringComparison.Ordinal));
        Assert.All(
            new GuestSubsetAnalyzer().SupportedDiagnostics,
            rule => Assert.Equal("docs/internals/guest-subset.md", rule.HelpLinkUri));
    }

    private static CSharpCompilation Compile(string source) =>
        GuestSource.Compile("Snippet", [("Snippet.cs", source)]);

    private static string Translate(string source)
    {
        string assembly = GuestSource.Emit(Compile(source));
        try
        {
            return GuestCompiler.Translate(assembly, "Snippet");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(assembly)!, recursive: true);
        }
    }

    // "// !" is where the fault is; where the compiler meets it elsewhere, "// compiler" is there.
    private static IEnumerable<int> Marked(string name, params string[] marks) => Snippets.Text(name).Split('\n')
        .Select((line, index) => (line, index))
        .Where(at => marks.Any(mark => at.line.EndsWith(mark, StringComparison.Ordinal)))
        .Select(at => at.index + 1);

    [GeneratedRegex(@"^Snippet\.cs\((\d+)\)")]
    private static partial Regex Position();
}
