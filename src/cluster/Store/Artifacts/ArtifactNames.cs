using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;

namespace ZeroSharp.Cluster.Store.Artifacts;

/// <summary>Names and content, as every artifact store checks them.</summary>
internal static partial class ArtifactNames
{
    /// <summary>The reference to bytes in a scope.</summary>
    /// <exception cref="ArgumentException">The scope is none.</exception>
    public static ArtifactRef ReferenceTo(string scope, ReadOnlySpan<byte> content)
    {
        CheckScope(scope);
        return new ArtifactRef(scope, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    /// <exception cref="ArgumentException">The scope is none.</exception>
    public static void CheckScope(string scope)
    {
        if (!ArtifactRef.IsScope(scope))
        {
            throw new ArgumentException("a scope is of lower-case letters, digits and '-', at most 64", nameof(scope));
        }
    }

    /// <exception cref="ArgumentException">The reference has no form that could be read.</exception>
    public static void CheckReference(ArtifactRef reference)
    {
        if (!ArtifactRef.TryParse(reference.ToString(), out _))
        {
            throw new ArgumentException("the reference names no artifact", nameof(reference));
        }
    }

    /// <exception cref="ArgumentException">The scope or the name is none.</exception>
    public static void CheckMark(string scope, string name)
    {
        CheckScope(scope);
        if (!MarkPattern().IsMatch(name))
        {
            throw new ArgumentException(
                "a value's name is of lower-case letters, digits, '.' and '-', at most 64, and begins with no '.'",
                nameof(name));
        }
    }

    /// <exception cref="ArgumentException">The value is too long.</exception>
    public static void CheckMark(string scope, string name, ReadOnlyMemory<byte> value)
    {
        CheckMark(scope, name);
        if (value.Length > ArtifactLimits.MaxMarkLength)
        {
            throw new ArgumentException(
                $"a value of {value.Length} bytes exceeds {ArtifactLimits.MaxMarkLength}", nameof(value));
        }
    }

    /// <summary>Checks a reference before anything is read for it, and the length that the store has.</summary>
    /// <exception cref="ArtifactException">The length is not that of the reference, or of no array.</exception>
    public static void CheckLength(ArtifactRef reference, long length)
    {
        if (length != reference.Length || length > Array.MaxLength)
        {
            throw Corrupt(reference, $"it has {length} bytes");
        }
    }

    /// <exception cref="ArtifactException">The store has more bytes than a value has.</exception>
    public static void CheckMarkLength(string scope, string name, long length)
    {
        if (length > ArtifactLimits.MaxMarkLength)
        {
            throw new ArtifactException(
                ArtifactFault.Corrupt, $"value '{name}' of {scope} is damaged: it has {length} bytes");
        }
    }

    /// <exception cref="ArtifactException">The hash is not that of the reference.</exception>
    public static byte[] Checked(ArtifactRef reference, byte[] content)
    {
        CheckLength(reference, content.LongLength);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == reference.Sha256
            ? content
            : throw Corrupt(reference, "its bytes have another hash");
    }

    public static ArtifactException Corrupt(ArtifactRef reference, string why) =>
        new(ArtifactFault.Corrupt, $"artifact {reference} is damaged: {why}");

    public static ArtifactException Missing(ArtifactRef reference) =>
        new(ArtifactFault.Missing, $"artifact {reference} is not in the store");

    [GeneratedRegex("^[a-z0-9-][a-z0-9.-]{0,63}\\z")]
    private static partial Regex MarkPattern();
}
