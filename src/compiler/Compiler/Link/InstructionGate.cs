using System.Buffers.Binary;

namespace ZeroSharp.Compiler.Link;

/// <summary>
/// Refuses an executable with an instruction that the machine does not have (RISC-V unprivileged
/// manual, RV64I and M; of the system instructions only ecall).
/// </summary>
internal static class InstructionGate
{
    private const int HeaderLength = 56;
    private const uint Ecall = 0x0000_0073;

    /// <exception cref="InvalidOperationException">The text holds something else.</exception>
    public static void Check(ReadOnlySpan<byte> elf)
    {
        int headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[56..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = elf.Slice(headers + (i * HeaderLength), HeaderLength);
            bool isText = (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) & 1) != 0;
            if (isText && BinaryPrimitives.ReadUInt32LittleEndian(header) == 1)
            {
                int offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
                ulong address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
                int size = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
                CheckText(elf.Slice(offset, size), address);
            }
        }
    }

    private static void CheckText(ReadOnlySpan<byte> text, ulong address)
    {
        for (int at = 0; at < text.Length; at += sizeof(uint))
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
            if (!IsAllowed(word))
            {
                throw new InvalidOperationException(
                    $"the instruction 0x{word:x8} at 0x{address + (ulong)at:x} is not RV64IM");
            }
        }
    }

    private static bool IsAllowed(uint word)
    {
        uint funct3 = (word >> 12) & 7;
        uint funct7 = word >> 25;
        return (word & 0x7F) switch
        {
            0x37 or 0x17 or 0x6F => true,
            0x67 => funct3 == 0,
            0x63 => funct3 is not (2 or 3),
            0x03 => funct3 != 7,
            0x23 => funct3 <= 3,
            0x13 => IsShift(funct3, funct7 & ~1u),
            0x1B => (funct3 is 0 or 1 or 5) && IsShift(funct3, funct7),
            0x33 => IsRegisterOperation(funct3, funct7),
            0x3B => IsRegisterOperation(funct3, funct7)
                && (funct3 is 0 or 5 || (funct7 == 0 ? funct3 == 1 : funct3 is 4 or 6 or 7)),
            0x73 => word == Ecall,
            _ => false,
        };
    }

    // Of the immediate forms only shifts have bits beyond the immediate.
    private static bool IsShift(uint funct3, uint variant) => funct3 switch
    {
        1 => variant == 0,
        5 => variant is 0 or 0x20,
        _ => true,
    };

    private static bool IsRegisterOperation(uint funct3, uint funct7) =>
        funct7 is 0 or 1 || (funct7 == 0x20 && (funct3 is 0 or 5));
}
