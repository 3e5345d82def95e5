namespace ZeroSharp.Stark.Pcs;

/// <summary>Samples the rows that a round opens.</summary>
internal static class QueryPositions
{
    /// <summary>
    /// Samples <paramref name="count"/> positions of <paramref name="bits"/> bits; returns the different
    /// ones, ascending.
    /// </summary>
    public static uint[] Sample(Challenger challenger, int count, int bits)
    {
        var sorted = new uint[count];
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            uint position = challenger.SampleBits(bits);
            int at = length;
            while (at > 0 && sorted[at - 1] > position)
            {
                at--;
            }

            if (at > 0 && sorted[at - 1] == position)
            {
                continue;
            }

            for (int j = length; j > at; j--)
            {
                sorted[j] = sorted[j - 1];
            }

            sorted[at] = position;
            length++;
        }

        return sorted.AsSpan(0, length).ToArray();
    }
}
