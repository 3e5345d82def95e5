using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>Code padded so that a PUSH may read past its end, and its jump targets.</summary>
public sealed class ContractCode
{
    /// <summary>The zero bytes (STOP) after the code: a PUSH32 at its end skips 32.</summary>
    internal const int Padding = 40;

    // EIP-7702.
    private const int DelegationLength = 3 + Address.ByteLength;

    // Bit i of the map: position i holds a JUMPDEST that is not PUSH data, as far as the code was
    // scanned. Code is scanned up to the furthest jump.
    private ulong[]? _targets;
    private int _scannedLength;

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
    /// <param name="position">From 0 to <see cref="Length"/> - 1.</param>
    public bool IsTarget(int position)
    {
        if (position >= _scannedLength)
        {
            Scan(position);
        }

        return ((_targets![position >> 6] >> (position & 63)) & 1) != 0;
    }

    // Finds the targets up to and including a position, and goes on behind its instruction next time.
    private unsafe void Scan(int last)
    {
        ulong[] targets = _targets ??= new ulong[(Length + 63) >> 6];
        fixed (byte* code = Bytes)
        {
            byte* next = code + _scannedLength;
            byte* end = code + last;
            while (next <= end)
            {
                // As signed bytes JUMPDEST and the PUSH opcodes are the greatest.
                sbyte opcode = (sbyte)*next++;
                if (opcode < Opcode.JumpDest)
                {
                    continue;
                }

                if (opcode >= Opcode.Push1)
                {
                    next += opcode - (Opcode.Push1 - 1);
                }
                else if (opcode == Opcode.JumpDest)
                {
                    int position = (int)(next - code) - 1;
                    targets[position >> 6] |= 1UL << (position & 63);
                }
            }

            // At most 32 bytes behind the code, which are no targets.
            _scannedLength = (int)(next - code);
        }
    }
}
