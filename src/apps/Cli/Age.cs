using System.Globalization;

namespace ZeroSharp.Cli;

/// <summary>Spans of time on the command line: a number with a unit, such as 12h or 30d.</summary>
internal static class Age
{
    /// <summary>The longest: a hundred years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>False if the text is no span, or not between zero and <see cref="Longest"/>.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        foreach ((string suffix, TimeSpan unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(
                    text[..^suffix.Length],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out double number)
                && number <= Longest / unit)
            {
                age = number * unit;
                return true;
            }
        }

        age = default;
        return false;
    }
}
