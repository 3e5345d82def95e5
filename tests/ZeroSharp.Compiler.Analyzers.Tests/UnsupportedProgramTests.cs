using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ZeroSharp.Compiler.Analyzers.Tests;

/// <summary>The analyzer reports the programs that the guest compiler's own tests show it to refuse.</summary>
public sealed class UnsupportedProgramTests
{
    private const string Source = "tests/ZeroSharp.Compiler.Programs/Unsupported.cs";

    // What a static constructor does is known when it has run, in the compiler.
    private static readonly HashSet<string> OnlyKnownToTheCompiler = ["Failing"];

    private static readonly Lazy<Diagnostic[]> Reported = new(Report);

    public static TheoryData<string> Names =>
    [
        .. typeof(Programs.Unsupported).GetNestedTypes().Select(type => type.Name)
            .Except(OnlyKnownToTheCompiler),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Analyze_UnsupportedProgram_ReportsTheLineThatTheCompilerNames(string name)
    {
        GuestCompilationException error = Assert.Throws<GuestCompilationException>(() => GuestCompiler.Translate(
            typeof(Programs.Unsupported).Assembly.Location,
            $"ZeroSharp.Compiler.Programs.Unsupported+{name}"));

        string position = error.Location[(error.Location.IndexOf('(', StringComparison.Ordinal) + 1)..];
        int line = int.Parse(position[..position.IndexOf(')', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        Assert.Contains(line, Reported.Value.Select(GuestSource.Line));
    }

    private static Diagnostic[] Report()
    {
        CSharpCompilation compilation = GuestSource.Compile(
            "Unsupported", [(Source, File.ReadAllText(Path.Combine(GuestSource.Root, Source)))]);
        return [.. GuestSource.Diagnose(compilation)];
    }
}
