using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// The weight polynomial W of the claim sum_b W(b) f(b), as the verifier keeps it: a sum of tensors. One
/// is eq(point, .), the others are the powers (1, x) (1, x^2) (1, x^4) ... of queried points, from the
/// first variable to the last. Binding variables leaves a factor of each.
/// </summary>
internal sealed class WhirWeights
{
    private readonly Ext5[] _point;
    private Ext5 _pointFactor = Ext5.One;
    private int _pointBound;
    private readonly Ext5[] _factors;
    private readonly BabyBear[] _points;
    private int _count;

    public WhirWeights(PcsParameters parameters, ReadOnlySpan<Ext5> point)
    {
        _point = point.ToArray();
        int capacity = 0;
        for (int i = 0; i < parameters.RoundCount - 1; i++)
        {
            capacity += parameters.Round(i).QueryCount;
        }

        _factors = new Ext5[capacity];
        _points = new BabyBear[capacity];
    }

    /// <summary>
    /// Adds the tensors of the points with the powers of a challenge, from the first power on; returns
    /// what the values add to the claim.
    /// </summary>
    public Ext5 Add(ReadOnlySpan<BabyBear> points, ReadOnlySpan<Ext5> values, Ext5 challenge)
    {
        Ext5 sum = Ext5.Zero;
        Ext5 power = challenge;
        for (int q = 0; q < points.Length; q++)
        {
            _points[_count] = points[q];
            _factors[_count] = power;
            _count++;
            sum += power * values[q];
            power *= challenge;
        }

        return sum;
    }

    /// <summary>Binds the first variables that are still free.</summary>
    public void Bind(ReadOnlySpan<Ext5> challenges)
    {
        ReadOnlySpan<Ext5> bound = _point.AsSpan(_pointBound, challenges.Length);
        _pointFactor *= EqTable.Evaluate(bound, challenges);
        _pointBound += challenges.Length;
        for (int i = 0; i < _count; i++)
        {
            BabyBear x = _points[i];
            Ext5 factor = _factors[i];
            for (int v = 0; v < challenges.Length; v++)
            {
                factor *= Ext5.One + (challenges[v] * (x - BabyBear.One));
                x *= x;
            }

            _points[i] = x;
            _factors[i] = factor;
        }
    }

    /// <summary>sum_b W(b) f(b) over the free variables.</summary>
    /// <param name="scratch">Room for as many elements as f has; overwritten.</param>
    public Ext5 Sum(ReadOnlySpan<Ext5> f, Span<Ext5> scratch)
    {
        Ext5 sum = _pointFactor * Multilinear.Evaluate(f, _point.AsSpan(_pointBound), scratch);
        for (int i = 0; i < _count; i++)
        {
            sum += _factors[i] * Evaluate(f, _points[i], scratch);
        }

        return sum;
    }

    /// <summary>sum_b f(b) x^rev(b), the value of the encoded polynomial.</summary>
    /// <param name="scratch">Room for as many elements as f has; overwritten.</param>
    public static Ext5 Evaluate(ReadOnlySpan<Ext5> f, BabyBear x, Span<Ext5> scratch)
    {
        f.CopyTo(scratch);
        for (int half = f.Length / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                scratch[i] += scratch[i + half] * x;
            }

            x *= x;
        }

        return scratch[0];
    }
}
