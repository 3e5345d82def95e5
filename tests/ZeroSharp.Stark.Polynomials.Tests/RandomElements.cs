using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials.Tests;

/// <summary>Extension elements from a seed.</summary>
internal static class RandomElements
{
    public static Ext5[] Create(int count, int seed)
    {
        var elements = new Ext5[count];
        for (int i = 0; i < count; i++)
        {
            ArrayColumns words = ArrayColumns.Random(5, 0, (seed * 10_007) + i);
            elements[i] = new Ext5(words[0][0], words[1][0], words[2][0], words[3][0], words[4][0]);
        }

        return elements;
    }
}
