namespace ZeroSharp.Testing.Servers;

/// <summary>The end of a server's log, for messages about failures.</summary>
internal static class LogTail
{
    private const int MaxLines = 30;

    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            return "(no output)";
        }

        return string.Join(Environment.NewLine, File.ReadLines(path).TakeLast(MaxLines));
    }
}
