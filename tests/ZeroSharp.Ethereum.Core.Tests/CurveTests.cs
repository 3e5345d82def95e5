using System.Numerics;
using CsCheck;
using ZeroSharp.Ethereum.Core.Curves;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>Prime fields and group laws of secp256k1 and bn254, the curves that are public types.</summary>
public sealed class CurveTests
{
    private static readonly BigInteger SecpOrder = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    // SEC 2, section 2.4.1.
    private static readonly AffinePoint<Secp256k1Prime> SecpGenerator = Point<Secp256k1Prime>(
        "79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798",
        "483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8");

    // EIP-196.
    private static readonly AffinePoint<Bn254Prime> BnGenerator = new(new(1UL), new(2UL));

    [Fact]
    public void Field_Secp256k1_EqualsTheIntegers() => CheckField<Secp256k1Prime>();

    [Fact]
    public void Field_Bn254_EqualsTheIntegers() => CheckField<Bn254Prime>();

    [Fact]
    public void Group_Secp256k1_ObeysItsLaws() =>
        CheckGroup<Secp256k1Prime, Secp256k1Equation>(SecpGenerator);

    [Fact]
    public void Group_Bn254_ObeysItsLaws() => CheckGroup<Bn254Prime, Bn254Equation>(BnGenerator);

    // Multiples of G from SEC 2 implementations' common test vectors.
    [Theory]
    [InlineData(2, "C6047F9441ED7D6D3045406E95C07CD85C778E4B8CEF3CA7ABAC09B95C709EE5")]
    [InlineData(3, "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9")]
    [InlineData(7, "5CBDF0646E5DB4EAA398F365F2EA7A0E3D419B7E0330E39CE92BDDEDCAC4F9BC")]
    public void Multiply_GeneratorOfSecp256k1_GivesTheKnownPoint(int scalar, string x)
    {
        AffinePoint<Secp256k1Prime> point =
            Multiply<Secp256k1Prime, Secp256k1Equation>(SecpGenerator, scalar).ToAffine();
        Assert.Equal(UInt256.FromBigEndian(Convert.FromHexString(x)), point.X.Value);
    }

    [Fact]
    public void Multiply_GeneratorByOrder_IsInfinity()
    {
        Assert.True(Multiply<Secp256k1Prime, Secp256k1Equation>(SecpGenerator, SecpOrder).IsInfinity);
        AffinePoint<Secp256k1Prime> last =
            Multiply<Secp256k1Prime, Secp256k1Equation>(SecpGenerator, SecpOrder - 1).ToAffine();
        Assert.Equal((-SecpGenerator).Y.Value, last.Y.Value);
    }

    [Fact]
    public void TryRecover_OwnSignature_GivesTheSigner() =>
        Gen.Select(WordGen.Any, WordGen.Any, WordGen.Any).Sample(
            (seed, nonce, message) =>
            {
                SignatureModel signer = new(WordGen.Big(in seed));
                Hash256 hash = Hash256.FromUInt256(in message);
                (UInt256 r, UInt256 s, int parity) = signer.Sign(in hash, WordGen.Big(in nonce));
                Assert.True(Secp256k1.TryRecover(in hash, in r, in s, parity, out Address address));
                Assert.Equal(signer.Address, address);
                Assert.True(s <= Secp256k1.HalfOrder);
            },
            iter: 60);

    [Fact]
    public void TryRecover_OutOfRange_IsRefused()
    {
        UInt256 order = WordGen.Word(SecpOrder);
        UInt256 one = UInt256.One;
        Hash256 hash = Keccak256.Hash([1]);
        Assert.False(Secp256k1.TryRecover(in hash, in order, in one, 0, out _));
        Assert.False(Secp256k1.TryRecover(in hash, in one, in order, 0, out _));
        Assert.False(Secp256k1.TryRecover(in hash, in one, in one, -1, out _));

        // 5 is no x of a point: 5^3 + 7 = 132 is not a square modulo p.
        UInt256 five = 5UL;
        Assert.False(Secp256k1.TryRecover(in hash, in five, in one, 0, out _));
    }

    private static void CheckField<TPrime>()
        where TPrime : struct, IPrime
    {
        UInt256 modulus = TPrime.Modulus;
        BigInteger p = WordGen.Big(in modulus);
        Gen.Select(WordGen.Any, WordGen.Any).Sample((x, y) =>
        {
            Fp<TPrime> a = new(x % modulus);
            Fp<TPrime> b = new(y % modulus);
            BigInteger m = WordGen.Big(in a.Value);
            BigInteger n = WordGen.Big(in b.Value);
            Assert.Equal((m + n) % p, Big(a + b));
            Assert.Equal((m - n + p) % p, Big(a - b));
            Assert.Equal(m * n % p, Big(a * b));
            Assert.Equal((p - m) % p, Big(-a));
            Assert.Equal(m.IsZero ? 0 : 1, (int)Big(a * a.Inverse()));
            Assert.Equal(BigInteger.ModPow(m, WordGen.Big(in y), p), Big(a.Pow(in y)));
            Assert.True(a.Square().TrySqrt(out Fp<TPrime> root));
            Assert.True(root == a || root == -a);
        });
    }

    private static void CheckGroup<TPrime, TCurve>(AffinePoint<TPrime> generator)
        where TPrime : struct, IPrime
        where TCurve : struct, IWeierstrassCurve<TPrime>
    {
        Assert.True(JacobianPoint<TPrime, TCurve>.IsOnCurve(in generator));
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((i, j, k) =>
        {
            JacobianPoint<TPrime, TCurve> a = Multiply<TPrime, TCurve>(generator, i);
            JacobianPoint<TPrime, TCurve> b = Multiply<TPrime, TCurve>(generator, j);
            JacobianPoint<TPrime, TCurve> c = Multiply<TPrime, TCurve>(generator, k);
            AffinePoint<TPrime> affine = b.ToAffine();
            Equal(a.Add(b), b.Add(a));
            Equal(a.Add(b).Add(c), a.Add(b.Add(c)));
            if (!a.IsInfinity)
            {
                // The addition of affine points demands this.
                Equal(a.Add(in affine), a.Add(b));
            }

            Equal(a.Add(a), a.Double());
            Equal(a.Add(b), Multiply<TPrime, TCurve>(generator, i + j));
            JacobianPoint<TPrime, TCurve> minus = new(-a.ToAffine());
            Assert.True(a.Add(minus).IsInfinity);
            AffinePoint<TPrime> sum = a.Add(b).ToAffine();
            Assert.True(sum.IsInfinity || JacobianPoint<TPrime, TCurve>.IsOnCurve(in sum));
        });

        static void Equal(JacobianPoint<TPrime, TCurve> left, JacobianPoint<TPrime, TCurve> right)
        {
            AffinePoint<TPrime> x = left.ToAffine();
            AffinePoint<TPrime> y = right.ToAffine();
            Assert.True(x.X == y.X && x.Y == y.Y);
        }
    }

    // Doubling and adding, straight from the definition.
    private static JacobianPoint<TPrime, TCurve> Multiply<TPrime, TCurve>(
        AffinePoint<TPrime> point, BigInteger scalar)
        where TPrime : struct, IPrime
        where TCurve : struct, IWeierstrassCurve<TPrime>
    {
        JacobianPoint<TPrime, TCurve> result = default;
        for (long bit = scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Double();
            if (((scalar >> (int)bit) & 1) == 1)
            {
                result = result.Add(new JacobianPoint<TPrime, TCurve>(in point));
            }
        }

        return result;
    }

    private static AffinePoint<TPrime> Point<TPrime>(string x, string y)
        where TPrime : struct, IPrime =>
        new(
            new Fp<TPrime>(UInt256.FromBigEndian(Convert.FromHexString(x))),
            new Fp<TPrime>(UInt256.FromBigEndian(Convert.FromHexString(y))));

    private static BigInteger Big<TPrime>(Fp<TPrime> element)
        where TPrime : struct, IPrime => WordGen.Big(in element.Value);
}
