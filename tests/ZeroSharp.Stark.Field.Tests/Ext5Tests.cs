using CsCheck;

namespace ZeroSharp.Stark.Field.Tests;

public sealed class Ext5Tests
{
    private static readonly Gen<Ext5> Elements = FieldLaws.ExtensionElements;

    [Fact]
    public void Multiply_XToTheFifth_IsTwo()
    {
        Ext5 x = new(default, BabyBear.One, default, default, default);

        Assert.Equal(Ext5.FromUInt32(2), x.Pow(5));
    }

    [Fact]
    public void Inverse_NonZero_GivesOne() =>
        Elements.Where(a => a != Ext5.Zero).Sample(a => a * a.Inverse() == Ext5.One);

    [Fact]
    public void Inverse_Zero_IsZero() => Assert.Equal(Ext5.Zero, Ext5.Zero.Inverse());

    [Fact]
    public void Frobenius_AnyElement_IsThePthPower() =>
        Elements.Sample(a => a.Frobenius(1) == a.Pow(BabyBear.Modulus), iter: 20);
}
