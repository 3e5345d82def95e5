using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// The prover's tables of f and W in the sumcheck for the claim sum_b W(b) f(b). Binding a variable
/// replaces both by tables of half the length.
/// </summary>
internal sealed unsafe class SumcheckTables : IDisposable
{
    private const int Lanes = PackedBabyBear.Lanes;
    private const int LogPart = 12;

    private readonly int _threads;

    /// <summary>Takes over both tables, of one length.</summary>
    public SumcheckTables(ExtTable polynomial, ExtTable weights, int threads)
    {
        Polynomial = polynomial;
        Weights = weights;
        _threads = threads;
    }

    public ExtTable Polynomial { get; private set; }

    public ExtTable Weights { get; private set; }

    /// <summary>
    /// The message for the first free variable X: of h(X) = sum_b W(X, b) f(X, b), which has degree 2,
    /// the constant and the quadratic coefficient.
    /// </summary>
    public (Ext5 Constant, Ext5 Quadratic) Message()
    {
        int half = Polynomial.Length / 2;
        int part = Math.Min(half, 1 << LogPart);
        var constants = new Ext5[half / part];
        var quadratics = new Ext5[half / part];
        Parallel.For(
            0,
            half / part,
            new ParallelOptions { MaxDegreeOfParallelism = _threads },
            i => AddPart(i * part, part, half, out constants[i], out quadratics[i]));
        Ext5 constant = Ext5.Zero;
        Ext5 quadratic = Ext5.Zero;
        for (int i = 0; i < constants.Length; i++)
        {
            constant += constants[i];
            quadratic += quadratics[i];
        }

        return (constant, quadratic);
    }

    /// <summary>Binds the first free variable in both tables.</summary>
    public void Bind(Ext5 challenge)
    {
        ExtTable polynomial = Bind(Polynomial, challenge);
        Polynomial.Dispose();
        Polynomial = polynomial;
        ExtTable weights = Bind(Weights, challenge);
        Weights.Dispose();
        Weights = weights;
    }

    public void Dispose()
    {
        Polynomial.Dispose();
        Weights.Dispose();
    }

    private void AddPart(int first, int count, int half, out Ext5 constant, out Ext5 quadratic)
    {
        constant = Ext5.Zero;
        quadratic = Ext5.Zero;
        if (count < Lanes)
        {
            for (int i = first; i < first + count; i++)
            {
                constant += Polynomial[i] * Weights[i];
                quadratic += (Polynomial[i + half] - Polynomial[i]) * (Weights[i + half] - Weights[i]);
            }

            return;
        }

        PackedExt5 constants = PackedExt5.Zero;
        PackedExt5 quadratics = PackedExt5.Zero;
        BabyBear* f = Polynomial.Pointer + first;
        BabyBear* w = Weights.Pointer + first;
        for (int i = 0; i < count; i += Lanes)
        {
            PackedExt5 f0 = PackedExt5.Load(f + i, Polynomial.Stride);
            PackedExt5 w0 = PackedExt5.Load(w + i, Weights.Stride);
            constants += f0 * w0;
            PackedExt5 df = PackedExt5.Load(f + i + half, Polynomial.Stride) - f0;
            PackedExt5 dw = PackedExt5.Load(w + i + half, Weights.Stride) - w0;
            quadratics += df * dw;
        }

        constant = constants.SumLanes();
        quadratic = quadratics.SumLanes();
    }

    private ExtTable Bind(ExtTable table, Ext5 challenge)
    {
        var bound = new ExtTable(table.LogLength - 1);
        int half = bound.Length;
        if (half < Lanes)
        {
            for (int i = 0; i < half; i++)
            {
                bound[i] = table[i] + (challenge * (table[i + half] - table[i]));
            }

            return bound;
        }

        int part = Math.Min(half, 1 << LogPart);
        Parallel.For(
            0,
            half / part,
            new ParallelOptions { MaxDegreeOfParallelism = _threads },
            index => BindPart(table, bound, index * part, part, challenge));
        return bound;
    }

    private static void BindPart(
        ExtTable table, ExtTable bound, int first, int count, Ext5 challenge)
    {
        PackedExt5 r = PackedExt5.Broadcast(challenge);
        BabyBear* from = table.Pointer + first;
        BabyBear* to = bound.Pointer + first;
        for (int i = 0; i < count; i += Lanes)
        {
            PackedExt5 low = PackedExt5.Load(from + i, table.Stride);
            PackedExt5 high = PackedExt5.Load(from + i + bound.Length, table.Stride);
            (low + (r * (high - low))).Store(to + i, bound.Stride);
        }
    }
}
