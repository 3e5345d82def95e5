using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// The optimal ate pairing on bn254 (Vercauteren, "Optimal pairings", 2010), as a check that a product
/// of pairings is one. All pairs share the squarings and the final power. The multiples of the points of
/// the twist are homogeneous, so that no step inverts; lines are scaled by elements of Fp2, which the
/// final power removes (Costello, Lange and Naehrig, "Faster pairing computations on curves with high
/// degree twists", 2010).
/// </summary>
internal static class Bn254Pairing
{
    // 6 x + 2 in signed binary digits but for its leading one, highest first.
    private static readonly sbyte[] Loop =
    [
        0, -1, 0, 1, 0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, 1, 0, -1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0,
        1, 0, 0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, -1, 0, -1, 0, 0, 1, 0, 0, 0, -1, 0, 0, -1, 0, 1, 0, 1,
        0, 0, 0,
    ];

    /// <summary>Whether the product of the pairings of (P[i], Q[i]) is one; Q[i] is not infinity.</summary>
    /// <returns>False where a Q[i] is not in the subgroup of order r.</returns>
    public static bool TryProductIsOne(
        ReadOnlySpan<AffinePoint<Bn254Prime>> p, ReadOnlySpan<Bn254TwistPoint> q, out bool isOne)
    {
        var pairs = new Bn254MillerPair[p.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new Bn254MillerPair(in p[i], in q[i]);
        }
        Bn254Fp12 f = Bn254Fp12.One;
        for (int i = 0; i < Loop.Length; i++)
        {
            f.Square(out Bn254Fp12 square);
            f = square;
            int digit = Loop[i];
            for (int j = 0; j < pairs.Length; j++)
            {
                pairs[j].Double(ref f);
                if (digit != 0)
                {
                    pairs[j].Add(digit > 0 ? q[j] : -q[j], ref f);
                }
            }
        }
        bool isInSubgroup = true;
        for (int j = 0; j < pairs.Length; j++)
        {
            Bn254TwistPoint first = q[j].Frobenius();
            pairs[j].Add(in first, ref f);
            Bn254TwistPoint second = -first.Frobenius();
            pairs[j].Add(in second, ref f);
            isInSubgroup &= pairs[j].Equals(second.Frobenius());
        }
        isOne = isInSubgroup && FinalPowerIsOne(in f);
        return isInSubgroup;
    }

    /// <summary>Whether the power (p^12 - 1) / r of f is one.</summary>
    /// <remarks>
    /// The hard part is the multiple of (p^4 - p^2 + 1) / r by Fuentes-Castaneda, Knapp and
    /// Rodriguez-Henriquez ("Faster hashing to G2", 2011), which is prime to r: three powers x.
    /// </remarks>
    private static bool FinalPowerIsOne(in Bn254Fp12 value)
    {
        Bn254Fp12 f = value.Conjugate() * value.Inverse();
        f = f.Frobenius().Frobenius() * f;
        f.PowX().CyclotomicSquare(out Bn254Fp12 fx2);
        fx2.CyclotomicSquare(out Bn254Fp12 fx4);
        Bn254Fp12 fx6 = fx4 * fx2;
        Bn254Fp12 fxx6 = fx6.PowX();
        fxx6.CyclotomicSquare(out Bn254Fp12 fxx12);
        Bn254Fp12 a = fxx12.PowX() * fxx6 * fx6;
        Bn254Fp12 b = a * fx2.Conjugate();
        Bn254Fp12 power = a * fxx6 * f * b.Frobenius() * a.Frobenius().Frobenius();
        return (power * (f.Conjugate() * b).Frobenius().Frobenius().Frobenius()).IsOne;
    }
}

/// <summary>One pair in a Miller loop: its point of G1, and the multiple T of its Q so far.</summary>
/// <remarks>
/// Untwisted, a point of the twist is (x w^2, y w^3), so that the line with slope s through T, taken at P,
/// is y_P - s x_P w + (s x_T - y_T) w^3. If P is infinity, only T is computed, for the subgroup's sake.
/// A step with T = Q or T = -Q, which a Q in the subgroup never comes to, leaves Z = 0 for good.
/// </remarks>
internal struct Bn254MillerPair
{
    private readonly Fq y;
    private readonly Fq minusX;
    private readonly Fq minusThreeX;
    private readonly bool counts;

    // T is (X / Z, Y / Z).
    private Bn254Fp2 tx;
    private Bn254Fp2 ty;
    private Bn254Fp2 tz;

    public Bn254MillerPair(in AffinePoint<Bn254Prime> p, in Bn254TwistPoint q)
    {
        y = p.Y;
        minusX = -p.X;
        minusThreeX = minusX.Double() + minusX;
        counts = !p.IsInfinity;
        tx = q.X;
        ty = q.Y;
        tz = Bn254Fp2.One;
    }

    /// <summary>Multiplies f by the tangent at T, times 2 Y Z, and doubles T.</summary>
    public void Double(ref Bn254Fp12 f)
    {
        Bn254Fp2 xx = tx.Square();
        Bn254Fp2 yy = ty.Square();
        Bn254Fp2 e = tz.Square() * Bn254TwistPoint.ThreeB;
        Bn254Fp2 xy = tx * ty;
        Bn254Fp2 yz = (ty * tz).Double();
        Bn254Fp2 constant = yy - e;
        Bn254Fp2 e3 = e.Triple();
        tx = xy.LazySum(in xy) * (yy - e3);
        ty = Bn254Fp2.SumOfProducts(in yy, in yy, constant.LazySum(in yy), in e3);
        Bn254Fp2 twice = yz.LazySum(in yz);
        tz = twice.LazySum(in twice) * yy;
        if (counts)
        {
            f.TimesLine(yz * y, xx * minusThreeX, in constant, out Bn254Fp12 product);
            f = product;
        }
    }

    /// <summary>Multiplies f by the line through T and Q, times X - x_Q Z, and adds Q to T.</summary>
    public void Add(in Bn254TwistPoint q, ref Bn254Fp12 f)
    {
        Bn254Fp2 theta = ty - (q.Y * tz);
        Bn254Fp2 lambda = tx - (q.X * tz);
        Bn254Fp2 square = lambda.Square();
        Bn254Fp2 cube = square * lambda;
        Bn254Fp2 g = tx * square;
        Bn254Fp2 h = cube + (tz * theta.Square()) - g.Double();
        tx = lambda * h;
        ty = Bn254Fp2.SumOfProducts(in theta, g - h, in ty, -cube);
        tz *= cube;
        if (counts)
        {
            Bn254Fp2 constant = Bn254Fp2.SumOfProducts(in theta, in q.X, in lambda, -q.Y);
            f.TimesLine(lambda * y, theta * minusX, in constant, out Bn254Fp12 product);
            f = product;
        }
    }

    /// <summary>Whether T is the point.</summary>
    public readonly bool Equals(in Bn254TwistPoint q) =>
        !tz.IsZero && q.X * tz == tx && q.Y * tz == ty;
}
