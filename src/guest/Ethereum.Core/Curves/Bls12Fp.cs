using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// An element of the base field of BLS12-381, in Montgomery form: six little-endian limbs of
/// value 2^384 mod p, reduced.
/// </summary>
internal readonly struct Bls12Fp : IBls12Field<Bls12Fp>
{
    public const int ByteLength = 48;

    private const ulong P0 = 0xB9FEFFFFFFFFAAAB;
    private const ulong P1 = 0x1EABFFFEB153FFFF;
    private const ulong P2 = 0x6730D2A0F6B0F624;
    private const ulong P3 = 0x64774B84F38512BF;
    private const ulong P4 = 0x4B1BA7B6434BACD7;
    private const ulong P5 = 0x1A0111EA397FE69A;

    /// <summary>-p^-1 mod 2^64.</summary>
    internal const ulong NegativeInverse = 0x89F3FFFCFFFCFFFD;

    private readonly ulong l0;
    private readonly ulong l1;
    private readonly ulong l2;
    private readonly ulong l3;
    private readonly ulong l4;
    private readonly ulong l5;

    public Bls12Fp(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5)
    {
        this.l0 = l0;
        this.l1 = l1;
        this.l2 = l2;
        this.l3 = l3;
        this.l4 = l4;
        this.l5 = l5;
    }

    public static Bls12Fp One => new(
        0x760900000002FFFD, 0xEBF4000BC40C0002, 0x5F48985753C758BA,
        0x77CE585370525745, 0x5C071A97A256EC6D, 0x15F65EC3FA80E493);

    // 2^768 mod p.
    private static Bls12Fp Square384 => new(
        0xF4DF1F341C341746, 0x0A76E6A609D104F1, 0x8DE5476C4C95B6D5,
        0x67EB88A9939D83C0, 0x9A793E85B519952D, 0x11988FE592CAE3AA);

    /// <summary>p itself, which is no element.</summary>
    internal static Bls12Fp Modulus => new(P0, P1, P2, P3, P4, P5);

    public static int PaddedLength => 64;

    public bool IsZero => (l0 | l1 | l2 | l3 | l4 | l5) == 0;

    public bool IsOdd => (ToPlain().l0 & 1) != 0;

    public static bool operator ==(in Bls12Fp a, in Bls12Fp b) =>
        ((a.l0 ^ b.l0) | (a.l1 ^ b.l1) | (a.l2 ^ b.l2)
        | (a.l3 ^ b.l3) | (a.l4 ^ b.l4) | (a.l5 ^ b.l5)) == 0;

    public static bool operator !=(in Bls12Fp a, in Bls12Fp b) => !(a == b);

    // 2 p < 2^384: no carry leaves the top limb.
    public static Bls12Fp operator +(in Bls12Fp a, in Bls12Fp b)
    {
        ulong c = 0;
        ulong s0 = UInt256.AddCarry(a.l0, b.l0, ref c);
        ulong s1 = UInt256.AddCarry(a.l1, b.l1, ref c);
        ulong s2 = UInt256.AddCarry(a.l2, b.l2, ref c);
        ulong s3 = UInt256.AddCarry(a.l3, b.l3, ref c);
        ulong s4 = UInt256.AddCarry(a.l4, b.l4, ref c);
        ulong s5 = UInt256.AddCarry(a.l5, b.l5, ref c);
        return new Bls12Fp(s0, s1, s2, s3, s4, s5).Reduce();
    }

    public static Bls12Fp operator -(in Bls12Fp a, in Bls12Fp b)
    {
        ulong c = 0;
        ulong d0 = UInt256.SubtractBorrow(a.l0, b.l0, ref c);
        ulong d1 = UInt256.SubtractBorrow(a.l1, b.l1, ref c);
        ulong d2 = UInt256.SubtractBorrow(a.l2, b.l2, ref c);
        ulong d3 = UInt256.SubtractBorrow(a.l3, b.l3, ref c);
        ulong d4 = UInt256.SubtractBorrow(a.l4, b.l4, ref c);
        ulong d5 = UInt256.SubtractBorrow(a.l5, b.l5, ref c);
        if (c == 0)
        {
            return new Bls12Fp(d0, d1, d2, d3, d4, d5);
        }
        c = 0;
        d0 = UInt256.AddCarry(d0, P0, ref c);
        d1 = UInt256.AddCarry(d1, P1, ref c);
        d2 = UInt256.AddCarry(d2, P2, ref c);
        d3 = UInt256.AddCarry(d3, P3, ref c);
        d4 = UInt256.AddCarry(d4, P4, ref c);
        d5 = UInt256.AddCarry(d5, P5, ref c);
        return new Bls12Fp(d0, d1, d2, d3, d4, d5);
    }

    public static Bls12Fp operator -(in Bls12Fp a)
    {
        Bls12Fp zero = default;
        return zero - a;
    }

    public static Bls12Fp operator *(in Bls12Fp a, in Bls12Fp b)
    {
        Accumulator sum = default;
        sum.Step(in a, b.l0);
        sum.Step(in a, b.l1);
        sum.Step(in a, b.l2);
        sum.Step(in a, b.l3);
        sum.Step(in a, b.l4);
        sum.Step(in a, b.l5);
        return sum.Value().Reduce();
    }

    public Bls12Fp Square() => this * this;

    public Bls12Fp Double() => this + this;

    /// <summary>The inverse; zero for zero.</summary>
    public Bls12Fp Inverse() => Bls12Inverse.Of(in this) * Bls12Constants.InverseScale;

    /// <summary>A square root; false where none exists.</summary>
    public bool TrySqrt(out Bls12Fp root) => SqrtOrNegative(out root);

    /// <summary>A square root of this or, with false, of minus this: the power (p + 1) / 4.</summary>
    public bool SqrtOrNegative(out Bls12Fp root)
    {
        root = Pow(
            [
                0xEE7FBFFFFFFFEAAB, 0x07AAFFFFAC54FFFF, 0xD9CC34A83DAC3D89, 0xD91DD2E13CE144AF,
                0x92C6E9ED90D2EB35, 0x0680447A8E5FF9A6,
            ]);
        return root.Square() == this;
    }

    /// <summary>A square root of this or, with false, of z = 11 times this.</summary>
    public bool SqrtOrScaled(out Bls12Fp root)
    {
        if (SqrtOrNegative(out root))
        {
            return true;
        }
        root *= Bls12Constants.SqrtMinusEleven;
        return false;
    }

    public static bool TryReadPadded(ReadOnlySpan<byte> bytes, out Bls12Fp value)
    {
        ulong padding = BinaryPrimitives.ReadUInt64BigEndian(bytes)
            | BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        return TryRead(bytes.Slice(16, ByteLength), out value) && padding == 0;
    }

    public void WritePadded(Span<byte> target)
    {
        Bls12Fp plain = ToPlain();
        target[..16].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], plain.l5);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], plain.l4);
        BinaryPrimitives.WriteUInt64BigEndian(target[32..], plain.l3);
        BinaryPrimitives.WriteUInt64BigEndian(target[40..], plain.l2);
        BinaryPrimitives.WriteUInt64BigEndian(target[48..], plain.l1);
        BinaryPrimitives.WriteUInt64BigEndian(target[56..], plain.l0);
    }

    /// <summary>Reads 48 bytes, big-endian; false where they are not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Bls12Fp value)
    {
        var plain = new Bls12Fp(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes));
        Bls12Fp factor = Square384;
        value = plain * factor;
        return plain.Reduce() == plain;
    }

    /// <summary>Whether the value, as an integer, is above (p - 1) / 2.</summary>
    public bool IsLarge()
    {
        // x > (p - 1) / 2 exactly where 2 x reduces, that is where 2 x mod p is odd.
        return Double().IsOdd;
    }

    public override bool Equals(object? obj) => obj is Bls12Fp other && this == other;

    public override int GetHashCode() => (int)(l0 ^ l1 ^ l2 ^ l3 ^ l4 ^ l5);

    // Out of Montgomery form.
    private Bls12Fp ToPlain() => this * new Bls12Fp(1, 0, 0, 0, 0, 0);

    // The power, with a fixed window of 4 bits.
    private Bls12Fp Pow(ReadOnlySpan<ulong> exponent)
    {
        Span<Bls12Fp> powers = stackalloc Bls12Fp[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * this;
        }
        Bls12Fp result = One;
        for (int i = (16 * exponent.Length) - 1; i >= 0; i--)
        {
            result = result.Square().Square().Square().Square();
            int digit = (int)(exponent[i >> 4] >> (4 * (i & 15))) & 15;
            if (digit != 0)
            {
                result *= powers[digit];
            }
        }
        return result;
    }

    /// <summary>The reduced form of a value below 2 p.</summary>
    internal Bls12Fp Reduce()
    {
        ulong c = 0;
        ulong d0 = UInt256.SubtractBorrow(l0, P0, ref c);
        ulong d1 = UInt256.SubtractBorrow(l1, P1, ref c);
        ulong d2 = UInt256.SubtractBorrow(l2, P2, ref c);
        ulong d3 = UInt256.SubtractBorrow(l3, P3, ref c);
        ulong d4 = UInt256.SubtractBorrow(l4, P4, ref c);
        ulong d5 = UInt256.SubtractBorrow(l5, P5, ref c);
        return c != 0 ? this : new Bls12Fp(d0, d1, d2, d3, d4, d5);
    }

    // The running sum of Montgomery's product (coarsely integrated operand scanning): after a step it
    // is (sum + a b) / 2^64 mod p, below 2 p since a is below p and the top limb of p has spare bits.
    private struct Accumulator
    {
        private ulong t0;
        private ulong t1;
        private ulong t2;
        private ulong t3;
        private ulong t4;
        private ulong t5;

        public readonly Bls12Fp Value() => new(t0, t1, t2, t3, t4, t5);

        public void Step(in Bls12Fp a, ulong b)
        {
            ulong carry = 0;
            t0 = MultiplyAdd(a.l0, b, t0, ref carry);
            t1 = MultiplyAdd(a.l1, b, t1, ref carry);
            t2 = MultiplyAdd(a.l2, b, t2, ref carry);
            t3 = MultiplyAdd(a.l3, b, t3, ref carry);
            t4 = MultiplyAdd(a.l4, b, t4, ref carry);
            t5 = MultiplyAdd(a.l5, b, t5, ref carry);
            ulong t6 = carry;
            ulong m = t0 * NegativeInverse;
            carry = 0;
            MultiplyAdd(m, P0, t0, ref carry);
            t0 = MultiplyAdd(m, P1, t1, ref carry);
            t1 = MultiplyAdd(m, P2, t2, ref carry);
            t2 = MultiplyAdd(m, P3, t3, ref carry);
            t3 = MultiplyAdd(m, P4, t4, ref carry);
            t4 = MultiplyAdd(m, P5, t5, ref carry);
            t5 = t6 + carry;
        }

        // The low word of a b + c + carry; the high word becomes the carry.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong MultiplyAdd(ulong a, ulong b, ulong c, ref ulong carry)
        {
            ulong high = Math.BigMul(a, b, out ulong low);
            low += c;
            high += low < c ? 1UL : 0UL;
            low += carry;
            high += low < carry ? 1UL : 0UL;
            carry = high;
            return low;
        }
    }
}
