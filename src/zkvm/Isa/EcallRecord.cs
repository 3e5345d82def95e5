namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// What an environment call with memory operands did: <see cref="WordCount"/> consecutive 8-byte words
/// from the address in a0, each accessed once at the step's timestamp + 2.
/// </summary>
public sealed class EcallRecord
{
    public EcallRecord(int wordCount)
    {
        Old = new ulong[wordCount];
        New = new ulong[wordCount];
        PreviousTimestamps = new uint[wordCount];
    }

    /// <summary>The instruction itself: a7 is rs1, a0 is rs2.</summary>
    public StepRecord Step;

    public int WordCount => Old.Length;

    /// <summary>The words before the call.</summary>
    public ulong[] Old { get; }

    /// <summary>The words after the call; equal to <see cref="Old"/> where nothing was written.</summary>
    public ulong[] New { get; }

    public uint[] PreviousTimestamps { get; }
}

/// <summary>Words of memory that each environment call accesses, from the address in a0.</summary>
public static class EcallWords
{
    /// <summary>The 25 lanes of the state.</summary>
    public const int Keccak = 25;

    /// <summary>a, b, m and r, or a, d, q and r: four words each.</summary>
    public const int Arithmetic256 = 16;
}
