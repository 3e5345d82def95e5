using System.Buffers.Binary;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// How proofs carry numbers: a field element as its Montgomery word of 4 bytes, little-endian and below
/// p, an extension element as its 5 coefficients. Reading and writing advance the span.
/// </summary>
public static class FieldEncoding
{
    /// <summary>Bytes of an extension element.</summary>
    public const int ExtensionLength = 4 * Ext5.Degree;

    /// <summary>False if the source is too short or a word is not below p.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> source, Span<Ext5> elements)
    {
        if (source.Length / ExtensionLength < elements.Length)
        {
            return false;
        }

        for (int i = 0; i < elements.Length; i++)
        {
            ReadOnlySpan<byte> bytes = source.Slice(i * ExtensionLength, ExtensionLength);
            bool isReduced = TryRead(bytes, 0, out BabyBear c0)
                & TryRead(bytes, 1, out BabyBear c1)
                & TryRead(bytes, 2, out BabyBear c2)
                & TryRead(bytes, 3, out BabyBear c3)
                & TryRead(bytes, 4, out BabyBear c4);
            if (!isReduced)
            {
                return false;
            }

            elements[i] = new Ext5(c0, c1, c2, c3, c4);
        }

        source = source.Slice(elements.Length * ExtensionLength);
        return true;
    }

    /// <summary>False if the source is too short.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out ulong number)
    {
        number = 0;
        if (source.Length < 8)
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(0, 8));
        source = source.Slice(8);
        return true;
    }

    public static void Write(ref Span<byte> target, ReadOnlySpan<Ext5> elements)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            Ext5 element = elements[i];
            Write(ref target, element.C0);
            Write(ref target, element.C1);
            Write(ref target, element.C2);
            Write(ref target, element.C3);
            Write(ref target, element.C4);
        }
    }

    public static void Write(ref Span<byte> target, ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target.Slice(0, 8), number);
        target = target.Slice(8);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, int coefficient, out BabyBear element) =>
        BabyBear.TryFromRaw(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(4 * coefficient, 4)), out element);

    private static void Write(ref Span<byte> target, BabyBear element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(0, 4), element.Raw);
        target = target.Slice(4);
    }
}
