namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>The lines of a Miller loop over one point of the twist, calculated ahead.</summary>
/// <remarks>
/// The line with slope s through T, taken at P and times w^3, is (s x_T - y_T) - s x_P w^2 + y_P w^3. All
/// lines of a point take 13 KB.
/// </remarks>
internal sealed class Bls12Lines
{
    private readonly Bls12Fp2[] constants = new Bls12Fp2[Count];
    private readonly Bls12Fp2[] minusSlopes = new Bls12Fp2[Count];

    // The parameter has 64 bits, of which six are one.
    private const int Count = 63 + 5;

    /// <param name="q">A point of order r.</param>
    public Bls12Lines(in Bls12Affine<Bls12Fp2> q)
    {
        Bls12Affine<Bls12Fp2> sum = q;
        int count = 0;
        for (int bit = 62; bit >= 0; bit--)
        {
            Bls12Fp2 slope = sum.X.Square().Triple() * sum.Y.Double().Inverse();
            Set(count, in slope, in sum);
            count++;
            sum = sum.Add(in sum);
            if (((Bls12Constants.X >> bit) & 1) != 0)
            {
                slope = (q.Y - sum.Y) * (q.X - sum.X).Inverse();
                Set(count, in slope, in sum);
                count++;
                sum = sum.Add(in q);
            }
        }
    }

    /// <summary>f times the value of a line at P, in the order of the loop.</summary>
    public Bls12Fp12 Multiply(in Bls12Fp12 f, int index, in Bls12Affine<Bls12Fp> p) =>
        f.TimesLine(in constants[index], minusSlopes[index] * p.X, in p.Y);

    private void Set(int index, in Bls12Fp2 slope, in Bls12Affine<Bls12Fp2> point)
    {
        constants[index] = (slope * point.X) - point.Y;
        minusSlopes[index] = -slope;
    }
}
