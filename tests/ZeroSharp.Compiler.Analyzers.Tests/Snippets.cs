using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ZeroSharp.Compiler.Analyzers.Tests;

/// <summary>
/// The programs of Snippets/*.cs.txt. A file's name is the rule's id and what it shows; one that ends in
/// "Accepted" is a near miss.
/// </summary>
internal static partial class Snippets
{
    private static readonly string Folder = Path.Combine(SourceFolder(), "Snippets");

    /// <summary>Rule and name of each program that is refused.</summary>
    public static TheoryData<string, string> Refused
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string name in Names().Where(name => !IsAccepted(name)))
            {
                rows.Add(Id().Match(name).Value, name);
            }

            return rows;
        }
    }

    /// <summary>Name of each program that is accepted.</summary>
    public static TheoryData<string> Accepted => [.. Names().Where(IsAccepted)];

    /// <summary>The C# of a program.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".cs.txt"));

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder, "*.cs.txt")
        .Select(path => Path.GetFileName(path)[..^".cs.txt".Length])
        .Order(StringComparer.Ordinal);

    private static bool IsAccepted(string name) => name.EndsWith("Accepted", StringComparison.Ordinal);

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^ZSG\d{4}")]
    private static partial Regex Id();
}
