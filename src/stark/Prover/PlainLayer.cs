using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>The small tables at the end of a layer's sumcheck: p0, p1, q0, q1 as plain elements.</summary>
internal sealed class PlainLayer
{
    private readonly Ext5[] _p0;
    private readonly Ext5[] _p1;
    private readonly Ext5[] _q0;
    private readonly Ext5[] _q1;
    private readonly Ext5 _lambda;
    private int _size;

    /// <summary>Takes both halves of a layer, one behind the other.</summary>
    public PlainLayer(ReadOnlySpan<Ext5> numerators, ReadOnlySpan<Ext5> denominators, Ext5 lambda)
    {
        _size = numerators.Length / 2;
        _p0 = numerators[.._size].ToArray();
        _p1 = numerators[_size..].ToArray();
        _q0 = denominators[.._size].ToArray();
        _q1 = denominators[_size..].ToArray();
        _lambda = lambda;
    }

    /// <summary>Sums for the first variable, weighted by eq(point, the other variables).</summary>
    public RoundSums Evaluate(ReadOnlySpan<Ext5> point)
    {
        Ext5[] weights = EqualityWeights.Expand(point);
        int half = _size / 2;
        RoundSums sums = default;
        for (int i = 0; i < half; i++)
        {
            int j = i + half;
            sums.AtZero += weights[i] * Term(_p0[i], _q0[i], _p1[i], _q1[i]);
            sums.AtInfinity += weights[i]
                * Term(_p0[j] - _p0[i], _q0[j] - _q0[i], _p1[j] - _p1[i], _q1[j] - _q1[i]);
        }

        return sums;
    }

    /// <summary>Binds the first variable.</summary>
    public void Bind(Ext5 challenge)
    {
        _size /= 2;
        Bind(_p0, challenge);
        Bind(_p1, challenge);
        Bind(_q0, challenge);
        Bind(_q1, challenge);
    }

    /// <summary>p0, p1, q0, q1 when all variables are bound.</summary>
    public Ext5[] Values() => [_p0[0], _p1[0], _q0[0], _q1[0]];

    private void Bind(Ext5[] table, Ext5 challenge)
    {
        for (int i = 0; i < _size; i++)
        {
            table[i] += challenge * (table[i + _size] - table[i]);
        }
    }

    private Ext5 Term(Ext5 p0, Ext5 q0, Ext5 p1, Ext5 q1) =>
        (p0 * q1) + (q0 * (p1 + (_lambda * q1)));
}
