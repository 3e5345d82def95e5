using CsCheck;

namespace ZeroSharp.Stark.Field.Tests;

/// <summary>
/// The laws that every field-like type obeys, run on random elements and on the edges of the base
/// field in all combinations.
/// </summary>
internal static class FieldLaws
{
    private static readonly uint[] Edges = [0, 1, BabyBear.Modulus - 1, BabyBear.Modulus / 2];

    /// <summary>Base elements, with the edges 0, 1, p - 1 as likely as all others together.</summary>
    public static Gen<BabyBear> BaseElements { get; } = Gen.OneOf(
        Gen.Int[0, 3].Select(i => Edges[i]), Gen.UInt)
        .Select(BabyBear.FromUInt32);

    public static Gen<Ext5> ExtensionElements { get; } = Gen.Select(
        BaseElements,
        BaseElements,
        BaseElements,
        BaseElements,
        BaseElements,
        (a, b, c, d, e) => new Ext5(a, b, c, d, e));

    public static void Check<T>(Gen<T> elements, Func<T, T, bool> equal)
        where T : struct, IField<T> =>
        Gen.Select(elements, elements, elements).Sample((a, b, c) =>
            equal((a + b) + c, a + (b + c))
            && equal(a + b, b + a)
            && equal(a + T.Zero, a)
            && equal(a - b, a + (-b))
            && equal(a - a, T.Zero)
            && equal((a * b) * c, a * (b * c))
            && equal(a * b, b * a)
            && equal(a * T.One, a)
            && equal(a * T.Zero, T.Zero)
            && equal(a * (b + c), (a * b) + (a * c)));
}
