using System.Numerics;
using CsCheck;
using static ZeroSharp.TestModels.WordGen;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>256-bit arithmetic against <see cref="BigInteger"/>.</summary>
public sealed class UInt256Tests
{
    private const int Rounds = 20_000;

    private static readonly Gen<(UInt256 A, UInt256 B)> Pair = Gen.Select(Any, Any);
    private static readonly Gen<(UInt256 A, UInt256 B, UInt256 C)> Triple = Gen.Select(Any, Any, Any);

    [Fact]
    public void AddAndSubtract_Any_EqualTheIntegersModulo2To256() => Pair.Sample(
        (a, b) =>
        {
            ulong carry = UInt256.Add(in a, in b, out UInt256 sum);
            ulong borrow = UInt256.Subtract(in a, in b, out UInt256 difference);
            Assert.Equal(Big(a) + Big(b), Big(sum) + (carry * Modulus));
            Assert.Equal(Big(a) - Big(b), Big(difference) - (borrow * Modulus));
            Assert.Equal(sum, a + b);
            Assert.Equal(difference, a - b);
            Assert.Equal(Word(-Big(a)), -a);
        },
        iter: Rounds);

    [Fact]
    public void Multiply_Any_EqualsTheIntegers() => Pair.Sample(
        (a, b) =>
        {
            UInt256.MultiplyWide(in a, in b, out UInt256 low, out UInt256 high);
            Assert.Equal(Big(a) * Big(b), Big(low) + (Big(high) * Modulus));
            Assert.Equal(low, a * b);
        },
        iter: Rounds);

    [Fact]
    public void DivRem_Any_EqualsTheIntegers() => Pair.Sample(
        (a, b) =>
        {
            UInt256.DivRem(in a, in b, out UInt256 quotient, out UInt256 remainder);
            Assert.Equal(b.IsZero ? 0 : Big(a) / Big(b), Big(quotient));
            Assert.Equal(b.IsZero ? 0 : Big(a) % Big(b), Big(remainder));
            Assert.Equal(quotient, a / b);
            Assert.Equal(remainder, a % b);
        },
        iter: Rounds);

    [Fact]
    public void ModularArithmetic_Any_EqualsTheIntegers() => Triple.Sample(
        (a, b, m) =>
        {
            Assert.Equal(m.IsZero ? 0 : (Big(a) + Big(b)) % Big(m), Big(UInt256.AddMod(in a, in b, in m)));
            Assert.Equal(m.IsZero ? 0 : Big(a) * Big(b) % Big(m), Big(UInt256.MulMod(in a, in b, in m)));
        },
        iter: Rounds);

    [Fact]
    public void Exp_Any_EqualsTheIntegers() => Pair.Sample(
        (a, b) => Assert.Equal(BigInteger.ModPow(Big(a), Big(b), Modulus), Big(UInt256.Exp(in a, in b))), iter: 500);

    [Fact]
    public void SignedDivision_Any_TruncatesToZero() => Pair.Sample(
        (a, b) =>
        {
            Assert.Equal(
                Word(b.IsZero ? 0 : BigInteger.Divide(Signed(a), Signed(b))), UInt256.SignedDivide(in a, in b));
            Assert.Equal(
                Word(b.IsZero ? 0 : BigInteger.Remainder(Signed(a), Signed(b))), UInt256.SignedModulo(in a, in b));
        },
        iter: Rounds);

    [Fact]
    public void SignedDivision_MinimumByMinusOne_Wraps()
    {
        UInt256 minimum = UInt256.One << 255;
        UInt256 minusOne = UInt256.MaxValue;
        Assert.Equal(minimum, UInt256.SignedDivide(in minimum, in minusOne));
        Assert.True(UInt256.SignedModulo(in minimum, in minusOne).IsZero);
    }

    [Fact]
    public void Comparisons_Any_EqualTheIntegers() => Pair.Sample(
        (a, b) =>
        {
            int order = Big(a).CompareTo(Big(b));
            Assert.Equal(order < 0, a < b);
            Assert.Equal(order > 0, a > b);
            Assert.Equal(order <= 0, a <= b);
            Assert.Equal(order >= 0, a >= b);
            Assert.Equal(order == 0, a == b);
            Assert.Equal(order != 0, a != b);
            Assert.Equal(Math.Sign(order), a.CompareTo(in b));
            Assert.Equal(Signed(a) < Signed(b), UInt256.SignedLess(in a, in b));
        },
        iter: Rounds);

    [Fact]
    public void Bits_Any_EqualTheIntegers() => Pair.Sample(
        (a, b) =>
        {
            Assert.Equal(Big(a) & Big(b), Big(a & b));
            Assert.Equal(Big(a) | Big(b), Big(a | b));
            Assert.Equal(Big(a) ^ Big(b), Big(a ^ b));
            Assert.Equal(Modulus - 1 - Big(a), Big(~a));
            Assert.Equal((int)Big(a).GetBitLength(), a.BitLength);
            Assert.Equal(((int)Big(a).GetBitLength() + 7) / 8, a.ByteLength);
            Assert.Equal((uint)(256 - (int)Big(a).GetBitLength()), UInt256.CountLeadingZeros(in a).U0);
        },
        iter: Rounds);

    [Fact]
    public void Shifts_Any_EqualTheIntegers() => Gen.Select(Any, Gen.Int[0, 300]).Sample(
        (a, count) =>
        {
            UInt256 word = (uint)count;
            Assert.Equal(Word(Big(a) << count), a << count);
            Assert.Equal(Word(Big(a) >> count), a >> count);
            Assert.Equal(Word(Signed(a) >> count), UInt256.Sar(in a, count));
            Assert.Equal(a << count, UInt256.Shl(in a, in word));
            Assert.Equal(a >> count, UInt256.Shr(in a, in word));
        },
        iter: Rounds);

    [Fact]
    public void Shifts_CountAbove64Bits_ShiftEverythingOut()
    {
        UInt256 huge = UInt256.One << 64;
        UInt256 minusTwo = UInt256.MaxValue - UInt256.One;
        Assert.True(UInt256.Shl(in minusTwo, in huge).IsZero);
        Assert.True(UInt256.Shr(in minusTwo, in huge).IsZero);
        Assert.Equal(UInt256.MaxValue, UInt256.Sar(in minusTwo, in huge));
    }

    [Fact]
    public void ByteAndSignExtend_Any_EqualTheBytes() => Gen.Select(Any, Any).Sample(
        (index, value) =>
        {
            BigInteger position = Big(index);
            BigInteger expected = position < 32 ? (Big(value) >> (8 * (31 - (int)position))) & 0xFF : 0;
            Assert.Equal(expected, Big(UInt256.Byte(in index, in value)));

            BigInteger extended = Big(value);
            if (position < 31)
            {
                int bits = 8 * ((int)position + 1);
                extended &= (BigInteger.One << bits) - 1;
                extended -= (extended >> (bits - 1)) == 1 ? BigInteger.One << bits : 0;
            }

            Assert.Equal(Word(extended), UInt256.SignExtend(in index, in value));
        },
        iter: Rounds);

    [Fact]
    public void BigEndian_AnyLength_RoundTrips() => Gen.Select(Any, Gen.Int[0, 32]).Sample((value, length) =>
    {
        var bytes = new byte[length];
        value.ToBigEndian(bytes);
        BigInteger kept = Big(value) & ((BigInteger.One << (8 * length)) - 1);
        Assert.Equal(kept, new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
        Assert.Equal(kept, Big(UInt256.FromBigEndian(bytes)));
    });

    [Fact]
    public void Saturate_Any_IsTheLesser() => Gen.Select(Any, Gen.ULong).Sample(
        (value, limit) => Assert.Equal(BigInteger.Min(Big(value), limit), value.Saturate(limit)));

    [Fact]
    public void AddressAndHash_Any_KeepTheirBytes() => Any.Sample(word =>
    {
        Hash256 hash = Hash256.FromUInt256(in word);
        var bytes = new byte[32];
        word.ToBigEndian(bytes);
        Assert.Equal(bytes, hash.AsSpan().ToArray());
        Assert.Equal(word, hash.ToUInt256());
        Assert.Equal(hash, new Hash256(bytes));

        Address address = Address.FromUInt256(in word);
        var low = new byte[20];
        address.CopyTo(low);
        Assert.Equal(bytes[12..], low);
        Assert.Equal(address, new Address(low));
        Assert.Equal(address, Address.FromHash(in hash));
        Assert.Equal(Big(word) & ((BigInteger.One << 160) - 1), Big(address.ToUInt256()));
    });
}
