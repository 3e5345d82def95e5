using System.Runtime.Intrinsics;
using CsCheck;

namespace ZeroSharp.Stark.Field.Tests;

public sealed class FieldLawTests
{
    private static readonly Gen<PackedBabyBear> Packed = FieldLaws.BaseElements.Array[8].Select(
        lanes => new PackedBabyBear(Vector256.Create(
            (ReadOnlySpan<uint>)[.. lanes.Select(lane => lane.Raw)])));

    private static readonly Gen<PackedExt5> PackedExtension = Gen.Select(
        Packed, Packed, Packed, Packed, Packed, (a, b, c, d, e) => new PackedExt5(a, b, c, d, e));

    [Fact]
    public void Laws_BaseField_Hold() => FieldLaws.Check(FieldLaws.BaseElements, (a, b) => a == b);

    [Fact]
    public void Laws_Extension_Hold() =>
        FieldLaws.Check(FieldLaws.ExtensionElements, (a, b) => a == b);

    [Fact]
    public void Laws_Packed_Hold() => FieldLaws.Check(Packed, (a, b) => a.Words == b.Words);

    [Fact]
    public void Laws_PackedExtension_Hold() => FieldLaws.Check(PackedExtension, SameLanes);

    [Fact]
    public void Packed_EveryOperation_EqualsScalar() => Gen.Select(Packed, Packed).Sample((a, b) =>
        Enumerable.Range(0, 8).All(lane =>
            Lane(a + b, lane) == Lane(a, lane) + Lane(b, lane)
            && Lane(a - b, lane) == Lane(a, lane) - Lane(b, lane)
            && Lane(a * b, lane) == Lane(a, lane) * Lane(b, lane)));

    [Fact]
    public void PackedExtension_Multiply_EqualsScalar() =>
        Gen.Select(PackedExtension, PackedExtension).Sample((a, b) =>
            Enumerable.Range(0, 8).All(lane => (a * b).Lane(lane) == a.Lane(lane) * b.Lane(lane)));

    [Fact]
    public void Multiply_AgainstBigIntegers_Agrees() =>
        Gen.Select(Gen.UInt, Gen.UInt).Sample((a, b) =>
            (BabyBear.FromUInt32(a) * BabyBear.FromUInt32(b)).Value
                == (uint)((ulong)(a % BabyBear.Modulus) * (b % BabyBear.Modulus) % BabyBear.Modulus));

    [Fact]
    public void TryFromRaw_WordNotBelowModulus_IsRefused()
    {
        Assert.True(BabyBear.TryFromRaw(BabyBear.Modulus - 1, out _));
        Assert.False(BabyBear.TryFromRaw(BabyBear.Modulus, out _));
        Assert.False(BabyBear.TryFromRaw(uint.MaxValue, out _));
    }

    [Fact]
    public void RootOfUnity_EveryOrder_IsPrimitive()
    {
        for (int logOrder = 1; logOrder <= BabyBear.TwoAdicity; logOrder++)
        {
            BabyBear half = BabyBear.RootOfUnity(logOrder).Pow(1UL << (logOrder - 1));

            Assert.Equal(-BabyBear.One, half);
        }
    }

    private static BabyBear Lane(PackedBabyBear packed, int lane) =>
        BabyBear.FromRaw(packed.Words[lane]);

    private static bool SameLanes(PackedExt5 a, PackedExt5 b) =>
        Enumerable.Range(0, 8).All(lane => a.Lane(lane) == b.Lane(lane));
}
