using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli;

/// <summary>Reads an input named on the command line; "-" is standard input.</summary>
internal static class InputFile
{
    /// <summary>Largest input in bytes: a bound against reading without end.</summary>
    private const long MaxByteLength = 1L << 30;

    /// <exception cref="WitnessException">The file cannot be read; the message names it.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return path == "-"
                ? await ReadStandardInputAsync(cancellation)
                : await ReadFileAsync(path, cancellation);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WitnessException($"cannot read {(path == "-" ? "standard input" : path)}: "
                + (Directory.Exists(path) ? "it is a folder" : Reason(failure)), failure);
        }
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellation)
    {
        long byteLength = new FileInfo(path).Length;
        return byteLength <= MaxByteLength
            ? await File.ReadAllBytesAsync(path, cancellation)
            : throw new IOException($"{byteLength} bytes exceed the limit of {MaxByteLength}");
    }

    private static async Task<byte[]> ReadStandardInputAsync(CancellationToken cancellation)
    {
        using Stream input = Console.OpenStandardInput();
        using MemoryStream buffer = new();
        byte[] chunk = new byte[1 << 16];
        for (int read; (read = await input.ReadAsync(chunk, cancellation)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxByteLength)
            {
                throw new IOException($"it exceeds the limit of {MaxByteLength} bytes");
            }
        }

        return buffer.ToArray();
    }

    private static string Reason(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message,
    };
}
