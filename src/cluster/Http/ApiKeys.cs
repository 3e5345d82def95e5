using System.Security.Cryptography;
using System.Text;

namespace ZeroSharp.Cluster.Http;

/// <summary>
/// The keys that callers may show; several, so that one can take the place of another. Only their hashes are
/// kept, and comparing takes as long whatever is shown.
/// </summary>
public sealed class ApiKeys
{
    /// <summary>Fewest characters of a key.</summary>
    public const int MinLength = 16;

    private readonly byte[][] _hashes;

    /// <exception cref="ArgumentException">There is no key, or one is too short to be a secret.</exception>
    public ApiKeys(IEnumerable<string> keys)
    {
        string[] all = [.. keys.Select(key => key.Trim()).Where(key => key.Length > 0)];
        if (all.Length == 0 || all.Any(key => key.Length < MinLength))
        {
            throw new ArgumentException($"an API key has {MinLength} characters or more, and there must be one");
        }

        _hashes = [.. all.Select(Hash)];
    }

    /// <summary>Whether a text is one of the keys.</summary>
    public bool Contains(string text)
    {
        byte[] hash = Hash(text);
        bool isKnown = false;
        foreach (byte[] known in _hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(known, hash);
        }

        return isKnown;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
