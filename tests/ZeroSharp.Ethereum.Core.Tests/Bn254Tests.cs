using System.Globalization;
using System.Numerics;
using CsCheck;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>The contracts of EIP-196 and EIP-197 by the laws of groups and pairings.</summary>
public sealed class Bn254Tests
{
    private const int Add = 6;
    private const int Multiply = 7;
    private const int Pairing = 8;

    private static readonly BigInteger P = BigInteger.Parse(
        "21888242871839275222246405745257275088696311157297823662689037894645226208583",
        CultureInfo.InvariantCulture);

    private static readonly BigInteger Order = BigInteger.Parse(
        "21888242871839275222246405745257275088548364400416034343698204186575808495617",
        CultureInfo.InvariantCulture);

    private static readonly byte[] First = [.. Word(1), .. Word(2)];

    private static readonly TwistPoint Second = new(
        new(Hex("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
            Hex("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2")),
        new(Hex("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
            Hex("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b")));

    private static readonly Gen<BigInteger> Scalar = WordGen.Any.Select(word => WordGen.Big(word));

    [Fact]
    public void Multiply_AnyScalar_EqualsRepeatedSums() =>
        Gen.Select(Scalar, Scalar).Sample(
            (seed, scalar) =>
            {
                byte[] point = Run(Multiply, [.. First, .. Word(seed)]);
                Assert.Equal(
                    Times(point, scalar), Run(Multiply, [.. point, .. Word(scalar)]));
            },
            iter: 60);

    [Fact]
    public void Multiply_NearTheOrder_EqualsRepeatedSums()
    {
        // Acts as the endomorphism (x, y) -> (beta x, y).
        BigInteger lambda = Hex("b3c4d79d41a917585bfc41088d8daaa78b17ea66b99c90dd");
        BigInteger[] bases =
        [
            0, Order, 2 * Order, lambda, Order - lambda, lambda * lambda % Order, BigInteger.One << 255,
        ];
        foreach (BigInteger scalar in bases)
        {
            for (int offset = -9; offset <= 9; offset++)
            {
                if (scalar + offset >= 0)
                {
                    Assert.Equal(
                        Times(First, scalar + offset),
                        Run(Multiply, [.. First, .. Word(scalar + offset)]));
                }
            }
        }
        Assert.Equal(new byte[64], Run(Multiply, [.. new byte[64], .. Word(5)]));
    }

    // The product of e(a_i G1, b_i G2) is one where the sum of a_i b_i is zero, and otherwise not.
    [Fact]
    public void Pairing_MultiplesOfGenerators_IsBilinear() =>
        Gen.Select(Gen.Select(Scalar, Gen.UInt[0, 40]).Array[0, 5], Gen.Bool).Sample(
            (terms, isBalanced) =>
            {
                BigInteger sum = 0;
                List<byte> input = [];
                foreach ((BigInteger a, uint b) in terms)
                {
                    sum += a * b;
                    input.AddRange(Run(Multiply, [.. First, .. Word(a)]));
                    input.AddRange(Second.Times(b).Write());
                }
                BigInteger last = ((-sum % Order) + Order + (isBalanced ? 0 : 1)) % Order;
                input.AddRange(Run(Multiply, [.. First, .. Word(last)]));
                input.AddRange(Second.Write());
                Assert.Equal(Word(isBalanced ? 1 : 0), Run(Pairing, [.. input]));
            },
            iter: 40);

    [Fact]
    public void Pairing_EqualPairsAndInfinity_CountAsOften()
    {
        byte[] pair = [.. First, .. Second.Write()];
        byte[] negated = [.. Word(1), .. Word(P - 2), .. Second.Write()];
        byte[] negatedTwist = [.. First, .. Second.Negate().Write()];
        byte[] firstInfinity = [.. new byte[64], .. Second.Write()];
        byte[] secondInfinity = [.. First, .. new byte[128]];
        Assert.Equal(Word(0), Run(Pairing, pair));
        Assert.Equal(Word(0), Run(Pairing, [.. pair, .. pair]));
        Assert.Equal(Word(1), Run(Pairing, [.. pair, .. negated]));
        Assert.Equal(Word(1), Run(Pairing, [.. pair, .. negatedTwist]));
        Assert.Equal(Word(1), Run(Pairing, [.. pair, .. pair, .. negated, .. negatedTwist]));
        Assert.Equal(Word(0), Run(Pairing, [.. negated, .. negatedTwist]));
        Assert.Equal(Word(1), Run(Pairing, firstInfinity));
        Assert.Equal(Word(1), Run(Pairing, secondInfinity));
        Assert.Equal(Word(1), Run(Pairing, [.. pair, .. firstInfinity, .. negated, .. secondInfinity]));
        Assert.Equal(Word(0), Run(Pairing, [.. secondInfinity, .. pair, .. firstInfinity]));
    }

    // The twist's cofactor 2 p - r is 10069 times 5864401 times more: most points, and some of a small
    // order that meet themselves within the loop, are not in the subgroup.
    [Fact]
    public void Pairing_PointOutsideTheSubgroup_Fails()
    {
        BigInteger cofactor = (2 * P) - Order;
        for (int seed = 1; seed < 4; seed++)
        {
            TwistPoint point = TwistPoint.FromSeed(seed);
            TwistPoint small = point.Times(Order * cofactor / 10069);
            Assert.True(small.Times(10069).IsInfinity);
            AssertFails(point);
            AssertFails(point.Times(Order));
            AssertFails(small.IsInfinity ? point : small);
            AssertFails(Second.Sum(small.IsInfinity ? point : small));
            byte[] cleared = point.Times(cofactor).Write();
            Assert.Equal(
                Word(1), Run(Pairing, [.. First, .. cleared, .. Word(1), .. Word(P - 2), .. cleared]));
        }
    }

    private static void AssertFails(TwistPoint point)
    {
        Assert.Null(TryRun(Pairing, [.. First, .. point.Write()]));
        Assert.Null(TryRun(Pairing, [.. new byte[64], .. point.Write()]));
        Assert.Null(TryRun(Pairing, [.. First, .. Second.Write(), .. First, .. point.Write()]));
    }

    // Doubles and adds by the contract for sums.
    private static byte[] Times(byte[] point, BigInteger scalar)
    {
        byte[] sum = new byte[64];
        for (long bit = (long)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = Run(Add, [.. sum, .. sum]);
            if (!((scalar >> (int)bit) & 1).IsZero)
            {
                sum = Run(Add, [.. sum, .. point]);
            }
        }
        return sum;
    }

    private static byte[] Run(int number, byte[] input) =>
        TryRun(number, input) ?? throw new InvalidOperationException("the contract failed");

    private static byte[]? TryRun(int number, byte[] input)
    {
        PrecompileRules rules = PrecompileRules.Cancun;
        long gas = 10_000_000;
        PrecompileStatus status =
            PrecompiledContract.Run(number, input, in rules, ref gas, out ReadOnlySpan<byte> output);
        return status == PrecompileStatus.Success ? output.ToArray() : null;
    }

    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    // Fp2 by plain integers.
    private readonly record struct Element(BigInteger Real, BigInteger Imaginary)
    {
        public static Element operator +(Element a, Element b) =>
            new((a.Real + b.Real) % P, (a.Imaginary + b.Imaginary) % P);

        public static Element operator -(Element a, Element b) =>
            new((a.Real + P - b.Real) % P, (a.Imaginary + P - b.Imaginary) % P);

        public static Element operator *(Element a, Element b) => new(
            ((((a.Real * b.Real) - (a.Imaginary * b.Imaginary)) % P) + P) % P,
            ((a.Real * b.Imaginary) + (a.Imaginary * b.Real)) % P);

        public Element Inverse()
        {
            BigInteger norm = ((Real * Real) + (Imaginary * Imaginary)) % P;
            BigInteger inverse = BigInteger.ModPow(norm, P - 2, P);
            return new Element(Real * inverse % P, (P - Imaginary) * inverse % P);
        }

        // For p = 3 mod 4: Adj and Rodriguez-Henriquez, "Square root computation over even extension
        // fields", 2012.
        public Element? Root()
        {
            Element power = Power((P - 3) / 4);
            Element alpha = power * power * this;
            Element root = power * this;
            root *= alpha == new Element(P - 1, 0)
                ? new Element(0, 1)
                : (alpha + new Element(1, 0)).Power((P - 1) / 2);
            return root * root == this ? root : null;
        }

        public Element Power(BigInteger exponent)
        {
            Element result = new(1, 0);
            for (long bit = (long)exponent.GetBitLength() - 1; bit >= 0; bit--)
            {
                result *= result;
                result = ((exponent >> (int)bit) & 1).IsZero ? result : result * this;
            }
            return result;
        }
    }

    // The twist's group law by plain integers; (0, 0) is infinity.
    private readonly record struct TwistPoint(Element X, Element Y)
    {
        private static readonly Element B = new Element(3, 0) * new Element(9, 1).Inverse();

        public bool IsInfinity => this == default;

        public static TwistPoint FromSeed(int seed)
        {
            for (int i = 0; ; i++)
            {
                Element x = new(seed, i);
                if (((x * x * x) + B).Root() is Element y)
                {
                    return new TwistPoint(x, y);
                }
            }
        }

        public TwistPoint Negate() => new(X, new Element(0, 0) - Y);

        public TwistPoint Sum(TwistPoint other)
        {
            if (IsInfinity || other.IsInfinity)
            {
                return IsInfinity ? other : this;
            }
            if (X == other.X && Y != other.Y)
            {
                return default;
            }
            Element slope = X == other.X
                ? (X * X) * new Element(3, 0) * (Y + Y).Inverse()
                : (other.Y - Y) * (other.X - X).Inverse();
            Element x = (slope * slope) - X - other.X;
            return new TwistPoint(x, (slope * (X - x)) - Y);
        }

        public TwistPoint Times(BigInteger scalar)
        {
            TwistPoint sum = default;
            for (long bit = (long)scalar.GetBitLength() - 1; bit >= 0; bit--)
            {
                sum = sum.Sum(sum);
                sum = ((scalar >> (int)bit) & 1).IsZero ? sum : sum.Sum(this);
            }
            return sum;
        }

        public byte[] Write() =>
            [.. Word(X.Imaginary), .. Word(X.Real), .. Word(Y.Imaginary), .. Word(Y.Real)];
    }
}
