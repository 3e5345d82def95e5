using System.Text.RegularExpressions;

namespace ZeroSharp.Architecture.Tests;

/// <summary>Documents link only to files and headings that are there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Links_EveryDocument_LeadSomewhere()
    {
        List<string> broken = [];
        foreach (string document in Documents())
        {
            foreach (Match link in Link().Matches(WithoutCode(File.ReadAllText(document))))
            {
                string target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal)
                    || target.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                string[] parts = target.Split('#', 2);
                string path = parts[0].Length == 0
                    ? document
                    : Path.GetFullPath(parts[0], Path.GetDirectoryName(document)!);
                bool isThere = File.Exists(path) || Directory.Exists(path);
                if (!isThere || (parts.Length == 2 && !Anchors(path).Contains(parts[1])))
                {
                    broken.Add($"{Path.GetRelativePath(RepositoryRoot.Path, document)} -> {target}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    private static IEnumerable<string> Documents() => Directory
        .EnumerateFiles(RepositoryRoot.Path, "*.md", new EnumerationOptions { RecurseSubdirectories = true })
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
            && !path.Contains("/bin/", StringComparison.Ordinal)
            && !path.Contains("/artifacts/", StringComparison.Ordinal)
            && !path.Contains("/node_modules/", StringComparison.Ordinal));

    private static HashSet<string> Anchors(string path) => File.Exists(path)
        ?
        [
            .. Heading().Matches(WithoutCode(File.ReadAllText(path)))
                .Select(heading => NotInAnchor().Replace(heading.Groups["text"].Value.ToLowerInvariant(), string.Empty)
                    .Replace(' ', '-')),
        ]
        : [];

    private static string WithoutCode(string text) => CodeBlock().Replace(text, string.Empty);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} +(?<text>.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
