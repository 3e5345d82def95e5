using System.Text.RegularExpressions;

namespace ZeroSharp.Cluster.Contracts.Tasks;

/// <summary>
/// Names bytes in the artifact store by their SHA-256, within a scope: the job they belong to, so that what a
/// job leaves behind can be deleted as a whole. Its text is scope/hash/length.
/// </summary>
/// <param name="Scope">The scope: lower-case letters, digits and '-', at most 64.</param>
/// <param name="Sha256">SHA-256 of the content, 64 lower-case hexadecimal digits.</param>
/// <param name="Length">Length of the content in bytes.</param>
public sealed partial record ArtifactRef(string Scope, string Sha256, long Length)
{
    /// <summary>Largest artifact in bytes: the proof of the longest run that there is.</summary>
    public const long MaxByteLength = 1L << 32;

    /// <summary>True if the text may be a scope.</summary>
    public static bool IsScope(string text) => ScopePattern().IsMatch(text);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out ArtifactRef? reference)
    {
        string[] parts = text?.Length <= 256 ? text.Split('/') : [];
        reference = parts.Length == 3 && IsScope(parts[0]) && HashPattern().IsMatch(parts[1])
            && ulong.TryParse(parts[2], System.Globalization.CultureInfo.InvariantCulture, out ulong length)
            && length <= MaxByteLength && parts[2] == $"{length}"
            ? new ArtifactRef(parts[0], parts[1], (long)length)
            : null;
        return reference is not null;
    }

    public override string ToString() => $"{Scope}/{Sha256}/{Length}";

    [GeneratedRegex("^[a-z0-9-]{1,64}\\z")]
    private static partial Regex ScopePattern();

    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex HashPattern();
}
