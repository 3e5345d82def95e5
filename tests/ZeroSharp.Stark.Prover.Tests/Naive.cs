using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>Definitions, written out.</summary>
internal static class Naive
{
    /// <summary>eq(point, x) for all x, the first coordinate being the most significant bit.</summary>
    public static Ext5[] Equality(ReadOnlySpan<Ext5> point)
    {
        Ext5[] table = new Ext5[1 << point.Length];
        for (int x = 0; x < table.Length; x++)
        {
            table[x] = Ext5.One;
            for (int i = 0; i < point.Length; i++)
            {
                bool bit = ((x >> (point.Length - 1 - i)) & 1) != 0;
                table[x] *= bit ? point[i] : Ext5.One - point[i];
            }
        }

        return table;
    }

    public static Ext5 RandomElement(Random random) => new(
        RandomBase(random),
        RandomBase(random),
        RandomBase(random),
        RandomBase(random),
        RandomBase(random));

    public static BabyBear RandomBase(Random random) =>
        BabyBear.FromUInt32((uint)random.Next((int)BabyBear.Modulus));
}
