namespace ZeroSharp.Zkvm.Circuits;

/// <summary>
/// How often each row of the lookup tables is used: the multiplicity columns of the Range, Bytes and
/// Program chips. Chips add to it while they fill their traces.
/// </summary>
public sealed class LookupCounts(uint firstPc, int programLength)
{
    /// <summary>Widest range check in bits.</summary>
    public const int MaxRangeBits = 16;

    private readonly uint[] _range = new uint[2 << MaxRangeBits];
    private readonly uint[] _bytes = new uint[ByteOperation.Count << 16];
    private readonly uint[] _program = new uint[programLength];

    /// <summary>Entry (1 &lt;&lt; bits) + value counts the look-ups of value below 2^bits; entry 0 is unused.</summary>
    public ReadOnlySpan<uint> Range => _range;

    /// <summary>Entry operation &lt;&lt; 16 | a &lt;&lt; 8 | b.</summary>
    public ReadOnlySpan<uint> Bytes => _bytes;

    /// <summary>One entry an instruction, from the first pc of the program.</summary>
    public ReadOnlySpan<uint> Program => _program;

    /// <summary>Counts "value is below 2^bits".</summary>
    public void AddRange(uint value, int bits) => _range[(1 << bits) + (int)value]++;

    /// <summary>Counts an operation of <see cref="ByteOperation"/>.</summary>
    public void AddBytes(int operation, uint a, uint b) =>
        _bytes[(operation << 16) | ((int)a << 8) | (int)b]++;

    /// <summary>Counts an execution of the instruction at a pc.</summary>
    public void AddProgram(uint pc) => _program[(pc - firstPc) >> 2]++;

    /// <summary>Adds the counts of another thread.</summary>
    public void Add(LookupCounts other)
    {
        Accumulate(_range, other._range);
        Accumulate(_bytes, other._bytes);
        Accumulate(_program, other._program);
    }

    private static void Accumulate(uint[] sum, uint[] addend)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += addend[i];
        }
    }
}
