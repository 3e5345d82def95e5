using System.Text;
using System.Text.Json;

namespace ZeroSharp.Cli;

/// <summary>Prints one line of JSON on standard output.</summary>
internal static class JsonOutput
{
    public static void Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            write(writer);
        }

        Console.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
