using System.Buffers.Binary;
using System.Text;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// Reads a static RV64 executable (System V ABI, ELF-64 object file format). Every offset and length is
/// checked against the file; segments must lie in the image part of the memory map.
/// </summary>
public static class ElfReader
{
    private const int HeaderLength = 64;
    private const int ProgramHeaderLength = 56;
    private const int SectionHeaderLength = 64;
    private const int SymbolLength = 24;
    private const uint Load = 1;
    private const uint Executable = 1;
    private const uint SymbolTable = 2;
    private const int FunctionType = 2;

    /// <exception cref="ProgramFormatException">The file is not such an executable.</exception>
    public static ProgramImage Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || !file[..4].SequenceEqual("\u007fELF"u8))
        {
            throw new ProgramFormatException("not an ELF file");
        }

        if (file[4] != 2 || file[5] != 1 || UInt16(file, 18) != 243)
        {
            throw new ProgramFormatException("not a little-endian 64-bit RISC-V file");
        }

        if (UInt16(file, 16) != 2)
        {
            throw new ProgramFormatException("not a static executable");
        }

        ulong entry = UInt64(file, 24);
        SortedDictionary<uint, ulong> words = [];
        Text? text = null;
        int count = UInt16(file, 56);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = Table(
                file, UInt64(file, 32), UInt16(file, 54), ProgramHeaderLength, i);
            if (UInt32(header, 0) != Load || UInt64(header, 40) == 0)
            {
                continue;
            }

            bool isExecutable = (UInt32(header, 4) & Executable) != 0;
            if (isExecutable && text is not null)
            {
                throw new ProgramFormatException("more than one executable segment");
            }

            ulong address = UInt64(header, 16);
            ulong size = UInt64(header, 40);
            if (address < MemoryMap.TextBase || address > MemoryMap.ImageEnd
                || size > MemoryMap.ImageEnd - address)
            {
                throw new ProgramFormatException($"segment {i} at 0x{address:x} is outside of the image");
            }

            if (UInt64(header, 32) > size)
            {
                throw new ProgramFormatException($"segment {i} has more bytes in the file than in memory");
            }

            ReadOnlySpan<byte> bytes = Slice(file, UInt64(header, 8), UInt64(header, 32));
            if (isExecutable)
            {
                text = ReadText((uint)address, bytes);
            }
            else
            {
                AddData((uint)address, bytes, words);
            }
        }

        if (text is not { } code)
        {
            throw new ProgramFormatException("no executable segment");
        }

        if ((entry & 3) != 0 || entry < code.Base || (entry - code.Base) / 4 >= (ulong)code.Instructions.Length)
        {
            throw new ProgramFormatException($"the entry point 0x{entry:x} is outside of the text");
        }

        return new ProgramImage(
            (uint)entry,
            code.Base,
            code.Instructions,
            [.. words.Where(word => word.Value != 0).Select(word => new ImageWord(word.Key, word.Value))],
            ReadSymbols(file));
    }

    private static Text ReadText(uint address, ReadOnlySpan<byte> bytes)
    {
        if ((address & 3) != 0 || (bytes.Length & 3) != 0)
        {
            throw new ProgramFormatException("the text is not aligned to 4 bytes");
        }

        Instruction[] instructions = new Instruction[bytes.Length / 4];
        for (int i = 0; i < instructions.Length; i++)
        {
            instructions[i] = Decoder.Decode(UInt32(bytes, 4 * i), address + (4 * (uint)i));
        }

        return new Text(address, instructions);
    }

    private static void AddData(uint address, ReadOnlySpan<byte> bytes, SortedDictionary<uint, ulong> words)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            uint at = address + (uint)i;
            if (bytes[i] != 0)
            {
                words.TryGetValue(at & ~7u, out ulong word);
                words[at & ~7u] = word | ((ulong)bytes[i] << (8 * (int)(at & 7)));
            }
        }
    }

    private static List<ProgramSymbol> ReadSymbols(ReadOnlySpan<byte> file)
    {
        List<ProgramSymbol> symbols = [];
        ulong offset = UInt64(file, 40);
        int entryLength = UInt16(file, 58);
        int count = UInt16(file, 60);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = Table(file, offset, entryLength, SectionHeaderLength, i);
            if (UInt32(section, 4) != SymbolTable)
            {
                continue;
            }

            ReadOnlySpan<byte> strings = SectionContent(
                file, Table(file, offset, entryLength, SectionHeaderLength, (int)UInt32(section, 40)));
            ReadOnlySpan<byte> table = SectionContent(file, section);
            for (int at = 0; at + SymbolLength <= table.Length; at += SymbolLength)
            {
                ReadOnlySpan<byte> symbol = table.Slice(at, SymbolLength);
                if ((symbol[4] & 15) == FunctionType)
                {
                    symbols.Add(new ProgramSymbol(
                        Name(strings, UInt32(symbol, 0)),
                        (uint)UInt64(symbol, 8),
                        (uint)UInt64(symbol, 16)));
                }
            }
        }

        symbols.Sort((a, b) => a.Address.CompareTo(b.Address));
        return symbols;
    }

    private static string Name(ReadOnlySpan<byte> strings, uint offset)
    {
        if (offset >= strings.Length)
        {
            throw new ProgramFormatException("a symbol's name is outside of its string table");
        }

        ReadOnlySpan<byte> rest = strings[(int)offset..];
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static ReadOnlySpan<byte> SectionContent(ReadOnlySpan<byte> file, ReadOnlySpan<byte> section) =>
        Slice(file, UInt64(section, 24), UInt64(section, 32));

    private static ReadOnlySpan<byte> Table(
        ReadOnlySpan<byte> file, ulong offset, int entryLength, int expectedLength, int index)
    {
        if (entryLength != expectedLength)
        {
            throw new ProgramFormatException("a header table has entries of an unknown length");
        }

        ulong start = offset + ((ulong)(uint)index * (ulong)entryLength);
        return Slice(file, start, (ulong)entryLength);
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> file, ulong offset, ulong length) =>
        offset <= (ulong)file.Length && length <= (ulong)file.Length - offset
            ? file.Slice((int)offset, (int)length)
            : throw new ProgramFormatException("the file is truncated");

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private readonly record struct Text(uint Base, Instruction[] Instructions);
}
