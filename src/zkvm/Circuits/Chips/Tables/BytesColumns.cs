using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>
/// Operations on two bytes: row operation &lt;&lt; 16 | a &lt;&lt; 8 | b holds (operation, a, b, c), where
/// c is a and b, a or b, a xor b, and zero for the operations of <see cref="ByteOperation"/> in turn.
/// </summary>
public sealed class BytesColumns : StructuredColumns
{
    public const int Operation = 0;
    public const int A = 1;
    public const int B = 2;
    public const int C = 3;

    private const int ByteBits = 8;

    public override int Width => 4;

    public override int LogHeight => (2 * ByteBits) + 2;

    public override void Fill(int column, Span<BabyBear> values)
    {
        for (int row = 0; row < values.Length; row++)
        {
            uint operation = (uint)row >> (2 * ByteBits);
            uint a = (byte)(row >> ByteBits);
            uint b = (byte)row;
            uint value = column switch
            {
                Operation => operation,
                A => a,
                B => b,
                _ => Apply(operation, a, b),
            };
            values[row] = BabyBear.FromUInt32(value);
        }
    }

    // Bit by bit c is ab, a + b - ab, a + b - 2ab, 0, that is one affine combination of a + b and ab
    // chosen by the operation's two bits.
    protected override Ext5 EvaluateAt(int column, ReadOnlySpan<Ext5> point)
    {
        Ext5 high = point[0];
        Ext5 low = point[1];
        if (column == Operation)
        {
            return high + high + low;
        }

        ReadOnlySpan<Ext5> a = point.Slice(2, ByteBits);
        ReadOnlySpan<Ext5> b = point.Slice(2 + ByteBits, ByteBits);
        if (column != C)
        {
            return Byte(column == A ? a : b);
        }

        Ext5 both = high * low;
        Ext5 isAnd = Ext5.One - high - low + both;
        Ext5 isOr = low - both;
        Ext5 isXor = high - both;
        Ext5 sumFactor = isOr + isXor;
        Ext5 productFactor = isAnd - isOr - isXor - isXor;
        Ext5 value = Ext5.Zero;
        for (int i = 0; i < ByteBits; i++)
        {
            value += value + (sumFactor * (a[i] + b[i])) + (productFactor * a[i] * b[i]);
        }

        return value;
    }

    private static Ext5 Byte(ReadOnlySpan<Ext5> bits)
    {
        Ext5 value = Ext5.Zero;
        for (int i = 0; i < bits.Length; i++)
        {
            value += value + bits[i];
        }

        return value;
    }

    private static uint Apply(uint operation, uint a, uint b) => operation switch
    {
        ByteOperation.And => a & b,
        ByteOperation.Or => a | b,
        ByteOperation.Xor => a ^ b,
        _ => 0,
    };
}
