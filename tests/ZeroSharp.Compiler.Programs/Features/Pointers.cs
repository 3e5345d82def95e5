using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZeroSharp.Compiler.Programs.Features;

internal static unsafe class Pointers
{
    private struct Header
    {
        public fixed ulong Lanes[5];
        public ushort Tail;
    }

    [InlineArray(6)]
    private struct Six
    {
        private uint first;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Packed
    {
        public byte Tag;
        public ulong Value;
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        fixed (byte* start = input)
        {
            byte* end = start + 24;
            ulong hash = 5381;
            for (byte* p = start; p < end; p++)
            {
                hash = (hash * 33) ^ *p;
            }

            Report.Value(hash);
            Report.Value(end - start);
            Report.Value(Unsafe.ReadUnaligned<ulong>(start + 3));
        }

        Header header = default;
        for (int i = 0; i < 5; i++)
        {
            header.Lanes[i] = (ulong)i * input[i];
        }

        header.Tail = 9;
        Header copy = header;
        copy.Lanes[2] = 1000;
        Report.Value(Total(ref header) + (Total(ref copy) << 20));

        Six six = default;
        six[0] = input[6];
        six[5] = 12;
        Span<uint> view = six;
        view[3] = view[0] + view[5];
        Report.Value(six[3] + (ulong)view.Length);

        Packed* packed = stackalloc Packed[3];
        packed[1].Value = 0x1122334455667788;
        packed[2] = packed[1];
        packed[2].Tag = 1;
        Report.Value(packed[2].Value + packed[2].Tag + (ulong)sizeof(Packed));

        byte[] bytes = new byte[32];
        for (int offset = 0; offset < 9; offset++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(offset), 0x0102030405060708);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset + 8), 0xA0B0C0D0);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset + 13), (ulong)offset << 33);
            Report.Value(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(offset)));
            Report.Value(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(offset + 5)));
            Report.Value(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset + 7)));
            Report.Value(BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(offset + 7)));
            Report.Value(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset + 9)));
        }

        Report.Bytes(bytes);
        ref byte at = ref MemoryMarshal.GetArrayDataReference(bytes);
        Unsafe.Add(ref at, 4) = 200;
        Report.Value(bytes[4] + Unsafe.ByteOffset(ref at, ref bytes[9]));
        ulong bits = Unsafe.BitCast<long, ulong>(-2);
        Report.Value(bits);
        ulong* words = stackalloc ulong[4];
        words[3] = 8;
        ulong** indirect = &words;
        (*indirect)[3]++;
        Report.Value(words[3]);
    }

    private static ulong Total(ref Header header)
    {
        ulong total = header.Tail;
        fixed (ulong* lanes = header.Lanes)
        {
            for (int i = 0; i < 5; i++)
            {
                total += lanes[i];
            }
        }

        return total;
    }
}
