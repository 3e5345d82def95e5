using System.Buffers.Binary;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Zkvm.Isa.Tests;

/// <summary>Executables whose headers say what the file or the memory map does not hold.</summary>
public sealed class ElfReaderTests
{
    private const int Header = 64;
    private const int Segment = 56;
    private const int Entry = 24;

    // Bytes behind the segment.
    private const int Rest = 4;
    private const ulong Base = MemoryMap.TextBase;

    // Offsets within a program header.
    private const int FileOffset = 8;
    private const int Address = 16;
    private const int FileSize = 32;
    private const int MemorySize = 40;

    [Fact]
    public void Read_OneSegmentOfText_GivesItsInstructions()
    {
        ProgramImage image = ElfReader.Read(File(_ => { }));
        Assert.Equal((uint)Base, image.EntryPc);
        Assert.Equal([Decoder.Decode(Encode.Ecall, (uint)Base)], image.Instructions);
    }

    [Theory]
    [InlineData(Address, ulong.MaxValue - 3, 4UL)]
    [InlineData(Address, ulong.MaxValue - 3, MemoryMap.TextBase + 8UL)]
    [InlineData(Address, MemoryMap.ImageEnd, 4UL)]
    [InlineData(Address, MemoryMap.ImageEnd - 2UL, 4UL)]
    [InlineData(Address, MemoryMap.TextBase - 4UL, 4UL)]
    [InlineData(Address, 0x1_0020_0000UL, 4UL)]
    [InlineData(Address, MemoryMap.TextBase, ulong.MaxValue)]
    [InlineData(FileSize, 8UL, 4UL)]
    [InlineData(FileSize, ulong.MaxValue, 4UL)]
    [InlineData(FileOffset, ulong.MaxValue, 4UL)]
    public void Read_SegmentOutsideOfFileOrImage_Throws(int field, ulong value, ulong memorySize)
    {
        byte[] file = File(header =>
        {
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(Header + MemorySize), memorySize);
            BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(Header + field), value);

            // The entry is at the lower half of the address, which a check of the sum alone would let pass.
            BinaryPrimitives.WriteUInt64LittleEndian(
                header.AsSpan(Entry), field == Address ? (uint)value : Base);
        });
        Assert.Throws<ProgramFormatException>(() => ElfReader.Read(file));
    }

    [Fact]
    public void Read_AnyPrefix_Throws()
    {
        byte[] file = File(_ => { });
        for (int length = 0; length < file.Length - Rest; length++)
        {
            byte[] prefix = file[..length];
            Assert.Throws<ProgramFormatException>(() => ElfReader.Read(prefix));
        }
    }

    // A header, one program header, one instruction, which is executable, and bytes of no segment.
    private static byte[] File(Action<byte[]> change)
    {
        byte[] file = new byte[Header + Segment + 4 + Rest];
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[16] = 2;
        file[18] = 243;
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(Entry), Base);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), Header);
        file[54] = Segment;
        file[56] = 1;
        Span<byte> segment = file.AsSpan(Header);
        segment[0] = 1;
        segment[4] = 1 | 4;
        BinaryPrimitives.WriteUInt64LittleEndian(segment[FileOffset..], Header + Segment);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[Address..], Base);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[FileSize..], 4);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[MemorySize..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Header + Segment), Encode.Ecall);
        change(file);
        return file;
    }
}
