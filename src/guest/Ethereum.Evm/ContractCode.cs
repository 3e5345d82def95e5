namespace ZeroSharp.Ethereum.Evm;

/// <summary>Code padded so that a PUSH may read past its end, and its jump targets.</summary>
public sealed class ContractCode
{
    private const int Padding = 40;
    private ulong[]? _targets;

    public ContractCode(ReadOnlySpan<byte> code)
    {
        Length = code.Length;
        Bytes = new byte[code.Length + Padding];
        code.CopyTo(Bytes);
    }

    public static ContractCode Empty { get; } = new(default);

    /// <summary>The code and at least 33 zero bytes (STOP).</summary>
    public byte[] Bytes { get; }

    /// <summary>Length of the code without padding.</summary>
    public int Length { get; }

    public ReadOnlySpan<byte> Span => new(Bytes, 0, Length);

    /// <summary>Whether a position holds a JUMPDEST that is not PUSH data.</summary>
    public bool IsTarget(uint position)
    {
        if (position >= (uint)Length || Bytes[position] != 0x5b)
        {
            return false;
        }

        _targets ??= FindTargets();
        return ((_targets[position >> 6] >> (int)(position & 63)) & 1) != 0;
    }

    private ulong[] FindTargets()
    {
        var targets = new ulong[(Length + 63) / 64];
        byte[] bytes = Bytes;
        int position = 0;
        while (position < Length)
        {
            int opcode = bytes[position];
            if (opcode == 0x5b)
            {
                targets[position >> 6] |= 1UL << (position & 63);
            }
            else if (opcode - 0x60 is >= 0 and < 32)
            {
                position += opcode - 0x5f;
            }

            position++;
        }

        return targets;
    }
}
