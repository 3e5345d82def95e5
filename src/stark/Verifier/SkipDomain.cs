using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The domain D of the univariate skip: the subgroup of order 2^k of F, whose element omega^t stands for
/// the t-th of 2^k blocks of a trace's rows (Gruen, ePrint 2024/108, section 5).
/// </summary>
public static class SkipDomain
{
    /// <summary>k.</summary>
    public const int LogSize = 4;

    public const int Size = 1 << LogSize;

    /// <summary>The Lagrange polynomials of D at a point: L_t(x) = omega^t (x^n - 1) / (n (x - omega^t)).</summary>
    public static Ext5[] LagrangeWeights(Ext5 point)
    {
        BabyBear omega = BabyBear.RootOfUnity(LogSize);
        Ext5 vanishing = (point.Pow(Size) - Ext5.One) * BabyBear.FromUInt32(Size).Inverse();
        Ext5[] weights = new Ext5[Size];
        BabyBear element = BabyBear.One;
        for (int t = 0; t < Size; t++)
        {
            weights[t] = vanishing * element * (point - element).Inverse();
            element *= omega;
        }

        return weights;
    }
}
