namespace ZeroSharp.Cli;

/// <summary>Texts of failures, for people.</summary>
internal static class FailureText
{
    private const int MaxLength = 1000;

    /// <summary>A text as one line that no terminal reads commands from: input may be part of it.</summary>
    public static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split(
            ['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (line.Length > MaxLength)
        {
            line = string.Concat(line.AsSpan(0, MaxLength), " ...");
        }

        return string.Concat(line.Select(character => char.IsControl(character) ? '?' : character));
    }
}
