using System.Globalization;

namespace ZeroSharp.Cli;

/// <summary>Sizes on the command line: a number with an optional unit, such as 8GiB.</summary>
internal static class ByteSize
{
    private static readonly (string Suffix, double Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1), (string.Empty, 1),
    ];

    /// <summary>False if the text is no size.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        foreach ((string suffix, double factor) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    text[..^suffix.Length].Trim(),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out double number))
            {
                bytes = (long)Math.Min(number * factor, long.MaxValue / 2);
                return true;
            }
        }

        bytes = 0;
        return false;
    }

    public static string Format(double bytes) =>
        bytes < 1 << 20
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 10):F0} KiB")
            : bytes < 1L << 30
                ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):F1} MiB")
                : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):F2} GiB");
}
