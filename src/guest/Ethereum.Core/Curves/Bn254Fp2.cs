using System.Runtime.CompilerServices;
using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Fp2 = Fp[u] / (u^2 + 1).</summary>
/// <remarks>
/// A product takes four calls and not Karatsuba's three: a call with its copies is cheaper than the
/// additions that it saves.
/// </remarks>
internal readonly unsafe struct Bn254Fp2
{
    public readonly Fq C0;
    public readonly Fq C1;

    public Bn254Fp2(in Fq c0, in Fq c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static Bn254Fp2 One => new(Fq.One, default);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public static Bn254Fp2 operator +(in Bn254Fp2 a, in Bn254Fp2 b) =>
        new(Bn254Fp.Add(in a.C0, in b.C0), Bn254Fp.Add(in a.C1, in b.C1));

    public static Bn254Fp2 operator -(in Bn254Fp2 a, in Bn254Fp2 b) =>
        new(Bn254Fp.Subtract(in a.C0, in b.C0), Bn254Fp.Subtract(in a.C1, in b.C1));

    public static Bn254Fp2 operator -(in Bn254Fp2 a) => new(-a.C0, -a.C1);

    public static Bn254Fp2 operator *(in Bn254Fp2 a, in Bn254Fp2 b)
    {
        var w = Bn254Operands.Start();
        w.A = a.C0;
        w.B = b.C0;
        w.Multiply();
        Fq real = w.Product;
        w.B = b.C1;
        w.Multiply();
        Fq imaginary = w.Product;
        w.A = a.C1;
        w.Multiply();
        real = Bn254Fp.Subtract(in real, in w.Product);
        w.B = b.C0;
        w.Multiply();
        return new Bn254Fp2(in real, Bn254Fp.Add(in imaginary, in w.Product));
    }

    public static Bn254Fp2 operator *(in Bn254Fp2 a, in Fq b)
    {
        var w = Bn254Operands.Start();
        w.A = a.C0;
        w.B = b;
        w.Multiply();
        Fq real = w.Product;
        w.A = a.C1;
        w.Multiply();
        return new Bn254Fp2(in real, in w.Product);
    }

    public static bool operator ==(in Bn254Fp2 a, in Bn254Fp2 b) => a.C0 == b.C0 && a.C1 == b.C1;

    public static bool operator !=(in Bn254Fp2 a, in Bn254Fp2 b) => !(a == b);

    public Bn254Fp2 Square()
    {
        var w = Bn254Operands.Start();
        w.A = new Fq(Bn254Fp.Sum(in C0, in C1));
        w.B = Bn254Fp.Subtract(in C0, in C1);
        w.Multiply();
        Fq real = w.Product;
        w.A = new Fq(Bn254Fp.Sum(in C0, in C0));
        w.B = C1;
        w.Multiply();
        return new Bn254Fp2(in real, in w.Product);
    }

    public Bn254Fp2 Double() => this + this;

    public Bn254Fp2 Triple() => this + this + this;

    /// <summary>The sum as integers, to be one factor of a product.</summary>
    public Bn254Fp2 LazySum(in Bn254Fp2 other) => new(
        new Fq(Bn254Fp.Sum(in C0, in other.C0)), new Fq(Bn254Fp.Sum(in C1, in other.C1)));

    public Bn254Fp2 Conjugate() => new(C0, -C1);

    /// <summary>Times xi = 9 + u, the non-residue that the next extension is built on.</summary>
    public Bn254Fp2 TimesXi()
    {
        Bn254Sum real = default;
        real.AddNineTimes(in C0);
        real.Subtract(in C1);
        Bn254Sum imaginary = default;
        imaginary.AddNineTimes(in C1);
        imaginary.Add(in C0);
        return new Bn254Fp2(real.Reduce(), imaginary.Reduce());
    }

    /// <summary>The inverse; zero for zero.</summary>
    public Bn254Fp2 Inverse()
    {
        Fq inverse = Bn254Fp.Inverse(C0.Square() + C1.Square());
        return new Bn254Fp2(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>Sum of x[i] y[-i] for i below the count, at most six.</summary>
    public static void Convolve(Bn254Fp2* x, Bn254Fp2* y, int count, Bn254Fp2* result)
    {
        var w = Bn254Operands.Start();
        Bn254Sum real = default;
        Bn254Sum imaginary = default;
        for (int i = 0; i < count; i++)
        {
            AddProduct(ref w, in *x, in *y, ref real, ref imaginary);
            x++;
            y--;
        }
        *result = new Bn254Fp2(real.Reduce(), imaginary.Reduce());
    }

    /// <summary>a b + c d + e f.</summary>
    public static void SumOfProducts(
        in Bn254Fp2 a,
        in Bn254Fp2 b,
        in Bn254Fp2 c,
        in Bn254Fp2 d,
        in Bn254Fp2 e,
        in Bn254Fp2 f,
        out Bn254Fp2 result)
    {
        var w = Bn254Operands.Start();
        Bn254Sum real = default;
        Bn254Sum imaginary = default;
        AddProduct(ref w, in a, in b, ref real, ref imaginary);
        AddProduct(ref w, in c, in d, ref real, ref imaginary);
        AddProduct(ref w, in e, in f, ref real, ref imaginary);
        result = new Bn254Fp2(real.Reduce(), imaginary.Reduce());
    }

    /// <summary>a b + c d.</summary>
    public static Bn254Fp2 SumOfProducts(
        in Bn254Fp2 a, in Bn254Fp2 b, in Bn254Fp2 c, in Bn254Fp2 d)
    {
        var w = Bn254Operands.Start();
        Bn254Sum real = default;
        Bn254Sum imaginary = default;
        AddProduct(ref w, in a, in b, ref real, ref imaginary);
        AddProduct(ref w, in c, in d, ref real, ref imaginary);
        return new Bn254Fp2(real.Reduce(), imaginary.Reduce());
    }

    /// <summary>3 (a^2 + b c) - 2 d, where c = xi b: half of a cyclotomic square.</summary>
    public static Bn254Fp2 CyclotomicEven(
        in Bn254Fp2 a, in Bn254Fp2 b, in Bn254Fp2 c, in Bn254Fp2 d)
    {
        var w = Bn254Operands.Start();
        Bn254Sum real = default;
        Bn254Sum imaginary = default;
        AddProduct(ref w, a.LazyTriple(), in a, ref real, ref imaginary);
        AddProduct(ref w, b.LazyTriple(), in c, ref real, ref imaginary);
        real.Subtract(in d.C0);
        real.Subtract(in d.C0);
        imaginary.Subtract(in d.C1);
        imaginary.Subtract(in d.C1);
        return new Bn254Fp2(real.Reduce(), imaginary.Reduce());
    }

    /// <summary>6 a b + 2 c: the other half of a cyclotomic square.</summary>
    public static Bn254Fp2 CyclotomicOdd(in Bn254Fp2 a, in Bn254Fp2 b, in Bn254Fp2 c)
    {
        var w = Bn254Operands.Start();
        Bn254Sum real = default;
        Bn254Sum imaginary = default;
        AddProduct(ref w, a.LazyTriple(), in b, ref real, ref imaginary);
        real.Add(in c.C0);
        imaginary.Add(in c.C1);
        Fq halfReal = real.Reduce();
        Fq halfImaginary = imaginary.Reduce();
        return new Bn254Fp2(
            Bn254Fp.Add(in halfReal, in halfReal), Bn254Fp.Add(in halfImaginary, in halfImaginary));
    }

    public override bool Equals(object? obj) => obj is Bn254Fp2 other && this == other;

    public override int GetHashCode() => C0.GetHashCode() ^ C1.GetHashCode();

    // In this order each product changes one factor only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(
        ref Bn254Operands w,
        in Bn254Fp2 a,
        in Bn254Fp2 b,
        ref Bn254Sum real,
        ref Bn254Sum imaginary)
    {
        w.A = a.C0;
        w.B = b.C0;
        w.Multiply();
        real.Add(in w.Product);
        w.B = b.C1;
        w.Multiply();
        imaginary.Add(in w.Product);
        w.A = a.C1;
        w.Multiply();
        real.Subtract(in w.Product);
        w.B = b.C0;
        w.Multiply();
        imaginary.Add(in w.Product);
    }

    private Bn254Fp2 LazyTriple() => LazySum(LazySum(in this));
}
