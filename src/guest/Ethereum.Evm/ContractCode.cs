using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>Code padded so that a PUSH may read past its end, and its jump targets.</summary>
public sealed class ContractCode
{
    private const int Padding = 40;

    // EIP-7702.
    private const int DelegationLength = 3 + Address.ByteLength;

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

    /// <summary>Whether this is no code but 0xef0100 and an address (EIP-7702).</summary>
    public bool IsDelegation => Length == DelegationLength
        && Bytes[0] == 0xef && Bytes[1] == 0x01 && Bytes[2] == 0x00;

    /// <summary>The account whose code runs in the place of a delegation.</summary>
    public Address Delegate => new(Bytes.AsSpan(3, Address.ByteLength));

    public ReadOnlySpan<byte> Span => new(Bytes, 0, Length);

    /// <summary>The delegation to an account (EIP-7702).</summary>
    public static ContractCode DelegationTo(in Address address)
    {
        Span<byte> code = stackalloc byte[DelegationLength];
        code[0] = 0xef;
        code[1] = 0x01;
        code[2] = 0x00;
        address.CopyTo(code[3..]);
        return new ContractCode(code);
    }

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
