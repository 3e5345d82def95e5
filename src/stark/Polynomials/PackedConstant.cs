using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// A factor in all eight lanes, with its word times p^-1 mod 2^32 beside it: the Montgomery quotient of
/// a product then needs no multiplication that waits for the product.
/// </summary>
internal readonly struct PackedConstant
{
    /// <summary>p^-1 mod 2^32.</summary>
    public const uint Inverse = 0x88000001;

    private readonly Vector256<uint> _factor;
    private readonly Vector256<uint> _quotient;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PackedConstant(uint factor, uint quotient)
    {
        _factor = Vector256.Create(factor);
        _quotient = Vector256.Create(quotient);
    }

    // As in PackedBabyBear, with q = a * (b * p^-1) mod 2^32 in place of (a * b) * p^-1 mod 2^32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear operator *(PackedBabyBear left, PackedConstant right)
    {
        if (!Avx2.IsSupported)
        {
            return left * new PackedBabyBear(right._factor);
        }

        Vector256<uint> a = left.Words;
        Vector256<uint> p = Vector256.Create(BabyBear.Modulus);
        Vector256<uint> aOdd = Avx2.ShiftRightLogical(a.AsUInt64(), 32).AsUInt32();
        Vector256<uint> even = Avx2.Multiply(a, right._factor).AsUInt32();
        Vector256<uint> odd = Avx2.Multiply(aOdd, right._factor).AsUInt32();
        Vector256<uint> evenQ = Avx2.Multiply(a, right._quotient).AsUInt32();
        Vector256<uint> oddQ = Avx2.Multiply(aOdd, right._quotient).AsUInt32();
        Vector256<uint> evenQp = Avx2.Multiply(evenQ, p).AsUInt32();
        Vector256<uint> oddQp = Avx2.Multiply(oddQ, p).AsUInt32();
        // The low words of product and q p agree, so whole 64-bit differences carry only high words.
        Vector256<uint> evenHigh = Avx2.ShiftRightLogical(
            (even.AsUInt64() - evenQp.AsUInt64()), 32).AsUInt32();
        Vector256<uint> oddHigh = (odd.AsUInt64() - oddQp.AsUInt64()).AsUInt32();
        Vector256<uint> difference = Avx2.Blend(evenHigh, oddHigh, 0b10101010);
        return new PackedBabyBear(Vector256.Min(difference, difference + p));
    }
}
