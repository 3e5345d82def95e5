namespace ZeroSharp.Cli;

/// <summary>Reads an input named on the command line; "-" is standard input.</summary>
internal static class InputFile
{
    /// <summary>Largest input in bytes: a bound against reading without end.</summary>
    private const long MaxByteLength = 1L << 30;

    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        if (path != "-")
        {
            long byteLength = new FileInfo(path).Length;
            return byteLength <= MaxByteLength
                ? await File.ReadAllBytesAsync(path, cancellation)
                : throw new IOException($"{path}: {byteLength} bytes exceed the limit of {MaxByteLength}");
        }

        using Stream input = Console.OpenStandardInput();
        using MemoryStream buffer = new();
        byte[] chunk = new byte[1 << 16];
        for (int read; (read = await input.ReadAsync(chunk, cancellation)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxByteLength)
            {
                throw new IOException($"standard input exceeds the limit of {MaxByteLength} bytes");
            }
        }

        return buffer.ToArray();
    }
}
