namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>Multiplication of residues, which are limbs of one length.</summary>
internal interface IResidueRing
{
    /// <summary>Limbs of a residue.</summary>
    int Length { get; }

    /// <summary>The product, which may be the place of an operand.</summary>
    void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product);
}

/// <summary>Residues modulo a number of at most 256 bits: a product is one environment call.</summary>
internal readonly struct WordRing : IResidueRing
{
    private readonly UInt256 _modulus;

    public WordRing(ReadOnlySpan<ulong> modulus) => _modulus = Word(modulus);

    public int Length => 4;

    public void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        UInt256 result = WideArithmetic.MulMod(Word(a), Word(b), in _modulus);
        product[0] = result.U0;
        product[1] = result.U1;
        product[2] = result.U2;
        product[3] = result.U3;
    }

    private static UInt256 Word(ReadOnlySpan<ulong> limbs) => limbs.Length >= 4
        ? new UInt256(limbs[0], limbs[1], limbs[2], limbs[3])
        : new UInt256(limbs[0], Limb(limbs, 1), Limb(limbs, 2), 0);

    private static ulong Limb(ReadOnlySpan<ulong> limbs, int index) =>
        index < limbs.Length ? limbs[index] : 0;
}

/// <summary>
/// Residues modulo an odd number m of n limbs in Montgomery form: the product is a b / 2^(64 n) mod m.
/// </summary>
internal readonly unsafe struct MontgomeryRing : IResidueRing
{
    private readonly ulong[] _modulus;
    private readonly ulong[] _scratch;
    private readonly ulong _negativeInverse;

    public MontgomeryRing(ReadOnlySpan<ulong> modulus)
    {
        _modulus = modulus.ToArray();
        _scratch = new ulong[2 * modulus.Length];
        _negativeInverse = LimbArithmetic.NegativeInverse(modulus[0]);
    }

    public int Length => _modulus.Length;

    public void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        int n = _modulus.Length;
        _scratch.AsSpan(0, n).Clear();
        ulong top = 0;
        fixed (ulong* t = _scratch)
        fixed (ulong* m = _modulus)
        fixed (ulong* factor = a)
        {
            // After step i the sum is (a b[0 .. i] + a multiple of m) / 2^(64 (i + 1)), below 2 m.
            for (int i = 0; i < n; i++)
            {
                ulong carry = LimbArithmetic.AddProduct(t + i, factor, n, b[i]);
                ulong second = LimbArithmetic.AddProduct(t + i, m, n, t[i] * _negativeInverse);
                ulong sum = carry + second;
                ulong over = sum < carry ? 1UL : 0UL;
                sum += top;
                over += sum < top ? 1UL : 0UL;
                t[i + n] = sum;
                top = over;
            }
        }
        Span<ulong> high = _scratch.AsSpan(n, n);
        high.CopyTo(product);
        if (LimbArithmetic.Subtract(product, _modulus) > top)
        {
            high.CopyTo(product);
        }
    }
}

/// <summary>Residues modulo 2^bits.</summary>
internal readonly unsafe struct BinaryRing : IResidueRing
{
    private readonly ulong[] _scratch;
    private readonly ulong _topMask;

    public BinaryRing(int bits)
    {
        _scratch = new ulong[(bits + 63) >> 6];
        _topMask = ulong.MaxValue >> (-bits & 63);
    }

    public int Length => _scratch.Length;

    /// <summary>Drops what is above the modulus.</summary>
    public void Reduce(Span<ulong> value) => value[Length - 1] &= _topMask;

    public void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        int n = _scratch.Length;
        _scratch.AsSpan().Clear();
        fixed (ulong* t = _scratch)
        fixed (ulong* factor = a)
        {
            for (int i = 0; i < n; i++)
            {
                LimbArithmetic.AddProduct(t + i, factor, n - i, b[i]);
            }
        }
        _scratch.CopyTo(product);
        Reduce(product);
    }

    /// <summary>The inverse of an odd residue, by Newton's iteration.</summary>
    public ulong[] Inverse(ReadOnlySpan<ulong> value)
    {
        var inverse = new ulong[Length];
        var error = new ulong[Length];
        inverse[0] = 0 - LimbArithmetic.NegativeInverse(value[0]);
        Reduce(inverse);
        for (int correct = 1; correct < Length; correct *= 2)
        {
            // x (2 - a x) is correct in twice as many limbs as x.
            Multiply(value, inverse, error);
            ulong borrow = 0;
            for (int i = 0; i < error.Length; i++)
            {
                error[i] = UInt256.SubtractBorrow(i == 0 ? 2UL : 0UL, error[i], ref borrow);
            }
            Multiply(inverse, error, inverse);
        }
        return inverse;
    }
}
