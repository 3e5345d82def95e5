using System.Text;
using System.Text.Json;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>How texts and names are stored.</summary>
internal static class SqlText
{
    /// <summary>Longest error that is stored, in characters.</summary>
    public const int MaxErrorLength = 1000;

    /// <summary>The text as one line of at most <see cref="MaxErrorLength"/> characters.</summary>
    public static string Bounded(string text)
    {
        string start = text.Length <= MaxErrorLength ? text : text[..MaxErrorLength];
        return string.Concat(start.Select(character => char.IsControl(character) ? ' ' : character));
    }

    /// <summary>
    /// The text as both databases can hold it: PostgreSQL knows no U+0000, and neither knows half a
    /// surrogate pair. Both become U+FFFD.
    /// </summary>
    public static string Storable(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    /// <summary>bad-input of BadInput.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => Names<T>.Of[value];

    /// <exception cref="InvalidDataException">There is no such value.</exception>
    public static T ValueOf<T>(string name)
        where T : struct, Enum =>
        Names<T>.Values.TryGetValue(name, out T value)
            ? value
            : throw new InvalidDataException($"the database has an unknown {typeof(T).Name} '{Bounded(name)}'");

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = Enum.GetValues<T>()
            .ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> Values = Of.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
