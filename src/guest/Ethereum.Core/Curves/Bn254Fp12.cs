namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Fp12 = Fp2[w] / (w^6 - xi), where the pairing takes its values.</summary>
/// <remarks>
/// Products are those of polynomials, without Karatsuba's: each coefficient is a sum of products that
/// is reduced once.
/// </remarks>
internal unsafe struct Bn254Fp12
{
    private const int Degree = 6;

    // x = 4965661367192848881 in signed digits of width 4 but for its leading one, highest first.
    private static readonly sbyte[] Parameter =
    [
        0, 0, 0, 0, 0, 5, 0, 0, 0, 0, -3, 0, 0, 0, 3, 0, 0, 0, 0, 5, 0, 0, 0, -5, 0, 0, 0, -3, 0, 0, 0, 1,
        0, 0, 0, 0, 5, 0, 0, 0, 0, 7, 0, 0, 0, -7, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, -1, 0, 0, 0, 1,
    ];

    public Bn254Fp2 W0;
    public Bn254Fp2 W1;
    public Bn254Fp2 W2;
    public Bn254Fp2 W3;
    public Bn254Fp2 W4;
    public Bn254Fp2 W5;

    public static Bn254Fp12 One
    {
        get
        {
            Bn254Fp12 one = default;
            one.W0 = Bn254Fp2.One;
            return one;
        }
    }

    public readonly bool IsOne =>
        W0 == Bn254Fp2.One && W1.IsZero && W2.IsZero && W3.IsZero && W4.IsZero && W5.IsZero;

    public static Bn254Fp12 operator *(in Bn254Fp12 a, in Bn254Fp12 b)
    {
        // The coefficients of b, and below them xi times those that come around.
        Bn254Fp2* extended = stackalloc Bn254Fp2[(2 * Degree) - 1];
        Bn254Fp12 result = default;
        fixed (Bn254Fp2* x = &a.W0, y = &b.W0)
        {
            extended[Degree - 1] = y[0];
            for (int i = 1; i < Degree; i++)
            {
                extended[i - 1] = y[i].TimesXi();
                extended[Degree - 1 + i] = y[i];
            }
            for (int i = 0; i < Degree; i++)
            {
                Bn254Fp2.Convolve(x, extended + Degree - 1 + i, Degree, &result.W0 + i);
            }
        }
        return result;
    }

    /// <summary>result = the square; 21 products in Fp2.</summary>
    public readonly void Square(out Bn254Fp12 result)
    {
        Bn254Fp2 twice0 = W0.LazySum(in W0);
        Bn254Fp2 twice1 = W1.LazySum(in W1);
        Bn254Fp2 twice2 = W2.LazySum(in W2);
        Bn254Fp2 twice3 = W3.LazySum(in W3);
        Bn254Fp2 twice4 = W4.LazySum(in W4);
        Bn254Fp2 around3 = W3.TimesXi();
        Bn254Fp2 around4 = W4.TimesXi();
        Bn254Fp2 around5 = W5.TimesXi();
        Bn254Fp2.SumOfProducts(
            in W0, in W0, in twice1, in around5, in twice2, in around4, out result.W0);
        result.W0 += W3 * around3;
        Bn254Fp2.SumOfProducts(
            in twice0, in W1, in twice2, in around5, in twice3, in around4, out result.W1);
        Bn254Fp2.SumOfProducts(
            in twice0, in W2, in W1, in W1, in twice3, in around5, out result.W2);
        result.W2 += W4 * around4;
        Bn254Fp2.SumOfProducts(
            in twice0, in W3, in twice1, in W2, in twice4, in around5, out result.W3);
        Bn254Fp2.SumOfProducts(
            in twice0, in W4, in twice1, in W3, in W2, in W2, out result.W4);
        result.W4 += W5 * around5;
        Bn254Fp2.SumOfProducts(
            in twice0, in W5, in twice1, in W4, in twice2, in W3, out result.W5);
    }

    /// <summary>result = the product with a + b w + c w^3: the value of a line; 18 products in Fp2.</summary>
    public readonly void TimesLine(
        in Bn254Fp2 a, in Bn254Fp2 b, in Bn254Fp2 c, out Bn254Fp12 result)
    {
        Bn254Fp2 aroundB = b.TimesXi();
        Bn254Fp2 aroundC = c.TimesXi();
        Bn254Fp2.SumOfProducts(in a, in W0, in aroundB, in W5, in aroundC, in W3, out result.W0);
        Bn254Fp2.SumOfProducts(in a, in W1, in b, in W0, in aroundC, in W4, out result.W1);
        Bn254Fp2.SumOfProducts(in a, in W2, in b, in W1, in aroundC, in W5, out result.W2);
        Bn254Fp2.SumOfProducts(in a, in W3, in b, in W2, in c, in W0, out result.W3);
        Bn254Fp2.SumOfProducts(in a, in W4, in b, in W3, in c, in W1, out result.W4);
        Bn254Fp2.SumOfProducts(in a, in W5, in b, in W4, in c, in W2, out result.W5);
    }

    /// <summary>result = the square of an element whose power p^4 - p^2 + 1 is one.</summary>
    /// <remarks>
    /// Granger and Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions", 2010:
    /// three squares in Fp4 = Fp2[w^3].
    /// </remarks>
    public readonly void CyclotomicSquare(out Bn254Fp12 result)
    {
        Bn254Fp2 around3 = W3.TimesXi();
        Bn254Fp2 around4 = W4.TimesXi();
        Bn254Fp2 around5 = W5.TimesXi();
        result.W0 = Bn254Fp2.CyclotomicEven(in W0, in W3, in around3, in W0);
        result.W1 = Bn254Fp2.CyclotomicOdd(in W2, in around5, in W1);
        result.W2 = Bn254Fp2.CyclotomicEven(in W1, in W4, in around4, in W2);
        result.W3 = Bn254Fp2.CyclotomicOdd(in W0, in W3, in W3);
        result.W4 = Bn254Fp2.CyclotomicEven(in W2, in W5, in around5, in W4);
        result.W5 = Bn254Fp2.CyclotomicOdd(in W1, in W4, in W5);
    }

    /// <summary>The power p^6; on elements of norm one the inverse.</summary>
    public readonly Bn254Fp12 Conjugate()
    {
        Bn254Fp12 result = this;
        result.W1 = -W1;
        result.W3 = -W3;
        result.W5 = -W5;
        return result;
    }

    /// <summary>The inverse, over the norm in Fp6 = Fp2[w^2].</summary>
    public readonly Bn254Fp12 Inverse()
    {
        Bn254Fp12 conjugate = Conjugate();
        Bn254Fp12 norm = this * conjugate;
        Bn254Fp2 n0 = norm.W0;
        Bn254Fp2 n1 = norm.W2;
        Bn254Fp2 n2 = norm.W4;
        Bn254Fp2 a = n0.Square() - (n1 * n2).TimesXi();
        Bn254Fp2 b = n2.Square().TimesXi() - (n0 * n1);
        Bn254Fp2 c = n1.Square() - (n0 * n2);
        Bn254Fp2 inverse = ((n0 * a) + ((n2 * b) + (n1 * c)).TimesXi()).Inverse();
        Bn254Fp12 factor = default;
        factor.W0 = a * inverse;
        factor.W2 = b * inverse;
        factor.W4 = c * inverse;
        return conjugate * factor;
    }

    /// <summary>The power p: conjugates the coefficient of w^i and scales it by xi^(i (p-1) / 6).</summary>
    public readonly Bn254Fp12 Frobenius()
    {
        Bn254Fp12 result;
        result.W0 = W0.Conjugate();
        result.W1 = W1.Conjugate() * Bn254Constants.Gamma1;
        result.W2 = W2.Conjugate() * Bn254Constants.Gamma2;
        result.W3 = W3.Conjugate() * Bn254Constants.Gamma3;
        result.W4 = W4.Conjugate() * Bn254Constants.Gamma4;
        result.W5 = W5.Conjugate() * Bn254Constants.Gamma5;
        return result;
    }

    /// <summary>
    /// The power x, the curve's parameter, of an element whose power p^4 - p^2 + 1 is one.
    /// </summary>
    public readonly Bn254Fp12 PowX()
    {
        // The powers 1, 3, 5 and 7.
        Bn254Fp12* powers = stackalloc Bn254Fp12[4];
        powers[0] = this;
        CyclotomicSquare(out Bn254Fp12 square);
        for (int i = 1; i < 4; i++)
        {
            powers[i] = powers[i - 1] * square;
        }
        Bn254Fp12 result = this;
        ReadOnlySpan<sbyte> digits = Parameter;
        for (int i = 0; i < digits.Length; i++)
        {
            result.CyclotomicSquare(out square);
            int digit = digits[i];
            if (digit == 0)
            {
                result = square;
            }
            else
            {
                result = digit > 0
                    ? square * powers[digit >> 1]
                    : square * powers[-digit >> 1].Conjugate();
            }
        }
        return result;
    }
}
