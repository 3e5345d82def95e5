using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>
/// Runs a guest program under .NET. The program runs on the calling thread; runs on different
/// threads do not see each other.
/// </summary>
[HostOnly]
public sealed unsafe class HostRun : IDisposable
{
    [ThreadStatic]
    private static HostRun? current;

    private readonly byte* input;
    private readonly byte* output;

    private HostRun(ReadOnlySpan<byte> bytes)
    {
        InputLength = bytes.Length;
        input = (byte*)NativeMemory.AlignedAlloc((nuint)bytes.Length + 1, sizeof(ulong));
        bytes.CopyTo(new Span<byte>(input, bytes.Length));
        output = (byte*)NativeMemory.AlignedAlloc(MemoryMap.OutputCapacity, sizeof(ulong));
        NativeMemory.Clear(output, MemoryMap.OutputCapacity);
    }

    internal static HostRun Current =>
        current ?? throw new InvalidOperationException("guest input outside of HostRun.Execute");

    internal byte* InputStart => input;

    internal int InputLength { get; }

    internal byte* OutputStart => output;

    /// <summary>Runs a program's Main.</summary>
    /// <param name="main">The entry point; returns the exit code.</param>
    /// <param name="input">The program's input.</param>
    /// <returns>Exit code and output. Exceptions other than a halt pass through.</returns>
    public static (uint ExitCode, byte[] Output) Execute(Func<int> main, ReadOnlySpan<byte> input)
    {
        using HostRun run = new(input);
        HostRun? outer = current;
        current = run;
        try
        {
            return ((uint)main(), run.Written());
        }
        catch (GuestHaltException halt)
        {
            return (halt.Code, run.Written());
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(input);
        NativeMemory.AlignedFree(output);
    }

    private byte[] Written() =>
        new ReadOnlySpan<byte>(output + sizeof(ulong), (int)*(ulong*)output).ToArray();
}
