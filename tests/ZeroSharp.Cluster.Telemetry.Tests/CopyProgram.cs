using System.Buffers.Binary;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Isa.Tests;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>
/// A program whose output is a statement that it was made with, whatever its input is: its run has one short
/// segment, where the block program's take minutes.
/// </summary>
internal static class CopyProgram
{
    private const uint DataBase = 0x0040_0000;

    public static ProgramImage Create(ReadOnlySpan<byte> statement)
    {
        List<ImageWord> data = [];
        List<uint> code =
        [
            Encode.Lui(9, DataBase >> 12),
            Encode.Lui(7, 0xC0000),
            Encode.Immediate(1, 7, 7, 32),
            Encode.Immediate(5, 7, 7, 32),
            Encode.Addi(8, 0, statement.Length),
            Encode.Store(3, 8, 7, 0),
        ];
        for (int offset = 0; offset < statement.Length; offset += 8)
        {
            code.Add(Encode.Load(3, 6, 9, offset));
            code.Add(Encode.Store(3, 6, 7, offset + 8));
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(statement[offset..]);
            if (word != 0)
            {
                data.Add(new ImageWord(DataBase + (uint)offset, word));
            }
        }

        code.AddRange([Encode.Addi(17, 0, 0), Encode.Addi(10, 0, 0), Encode.Ecall]);
        return Encode.Program([.. code], [.. data]);
    }
}
