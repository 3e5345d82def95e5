namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Constants of a map from a field to a curve (RFC 9380, section 6.6.3).</summary>
/// <remarks>
/// Coefficients of the isogeny stand from the constant one up; denominators end in one.
/// </remarks>
internal interface IBls12Map<TField>
    where TField : struct, IBls12Field<TField>
{
    /// <summary>The isogenous curve is y^2 = x^3 + A x + B.</summary>
    static abstract TField A { get; }

    static abstract TField B { get; }

    /// <summary>No square.</summary>
    static abstract TField Z { get; }

    static abstract ReadOnlySpan<TField> XNumerator { get; }

    static abstract ReadOnlySpan<TField> XDenominator { get; }

    static abstract ReadOnlySpan<TField> YNumerator { get; }

    static abstract ReadOnlySpan<TField> YDenominator { get; }

    /// <summary>A square root of the value or, with false, of Z times it.</summary>
    static abstract bool SqrtOrScaled(in TField value, out TField root);
}

/// <summary>
/// Maps field elements to the subgroup: simplified SWU (RFC 9380, section 6.6.2), the isogeny, and
/// clearing of the cofactor.
/// </summary>
internal static class Bls12Map<TField, TGroup, TMap>
    where TField : struct, IBls12Field<TField>
    where TGroup : struct, IBls12Group<TField>
    where TMap : struct, IBls12Map<TField>
{
    public static Bls12Affine<TField> ToGroup(in TField u)
    {
        Bls12Affine<TField> point = ToIsogenous(in u);
        Bls12Point<TField> image = ApplyIsogeny(in point);
        return TGroup.ClearCofactor(in image).ToAffine();
    }

    // x1 = -B / A (1 + 1 / (Z^2 u^4 + Z u^2)) or x2 = Z u^2 x1 is the x of a point:
    // g(x2) = Z^3 u^6 g(x1).
    private static Bls12Affine<TField> ToIsogenous(in TField u)
    {
        TField z = TMap.Z;
        TField a = TMap.A;
        TField b = TMap.B;
        TField zuu = z * u.Square();
        TField sum = zuu.Square() + zuu;
        TField denominator = sum.IsZero ? a * z : -(a * sum);
        TField x = b * (sum + TField.One) * denominator.Inverse();
        TField g = ((x.Square() + a) * x) + b;
        if (!TMap.SqrtOrScaled(in g, out TField y))
        {
            x = zuu * x;
            y = zuu * u * y;
        }
        return new Bls12Affine<TField>(x, u.IsOdd == y.IsOdd ? y : -y);
    }

    // A denominator of zero gives infinity.
    private static Bls12Point<TField> ApplyIsogeny(in Bls12Affine<TField> p)
    {
        TField xn = Evaluate(TMap.XNumerator, in p.X);
        TField xd = Evaluate(TMap.XDenominator, in p.X);
        TField yn = Evaluate(TMap.YNumerator, in p.X) * p.Y;
        TField yd = Evaluate(TMap.YDenominator, in p.X);
        TField z = xd * yd;
        TField ydz = yd * z;
        return new Bls12Point<TField>(xn * ydz, yn * (xd * z.Square()), z);
    }

    private static TField Evaluate(ReadOnlySpan<TField> coefficients, in TField x)
    {
        TField value = coefficients[^1];
        for (int i = coefficients.Length - 2; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }
        return value;
    }
}
