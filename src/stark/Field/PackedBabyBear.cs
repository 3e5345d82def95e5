using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZeroSharp.Stark.Field;

/// <summary>
/// Eight base-field elements in the lanes of one vector, each a Montgomery word below p. Without AVX2
/// the multiplication goes lane by lane; the results are the same.
/// </summary>
public readonly struct PackedBabyBear : IField<PackedBabyBear>
{
    /// <summary>Number of lanes.</summary>
    public const int Lanes = 8;

    private const uint Inverse = 0x88000001; // p^-1 mod 2^32

    private readonly Vector256<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PackedBabyBear(Vector256<uint> montgomery) => _words = montgomery;

    public static PackedBabyBear Zero => default;

    public static PackedBabyBear One => Broadcast(BabyBear.One);

    /// <summary>The Montgomery words.</summary>
    public Vector256<uint> Words => _words;

    public static PackedBabyBear FromUInt32(uint value) => Broadcast(BabyBear.FromUInt32(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear Broadcast(BabyBear value) => new(Vector256.Create(value.Raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe PackedBabyBear Load(BabyBear* source) =>
        new(Vector256.Load((uint*)source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(BabyBear* destination) => _words.Store((uint*)destination);

    // Lanes < p, so the sum is < 2p < 2^32; sum - p wraps when sum < p, hence unsigned min = mod p.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear operator +(PackedBabyBear left, PackedBabyBear right)
    {
        Vector256<uint> sum = left._words + right._words;
        return new PackedBabyBear(
            Vector256.Min(sum, sum - Vector256.Create(BabyBear.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear operator -(PackedBabyBear left, PackedBabyBear right)
    {
        Vector256<uint> difference = left._words - right._words;
        return new PackedBabyBear(
            Vector256.Min(difference, difference + Vector256.Create(BabyBear.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear operator -(PackedBabyBear value) => default(PackedBabyBear) - value;

    // Montgomery: with q = t * p^-1 mod 2^32, t and q * p agree in the low word, so the difference of
    // their high words is (t - q p) / 2^32, in (-p, p). Even and odd lanes are multiplied apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear operator *(PackedBabyBear left, PackedBabyBear right)
    {
        if (!Avx2.IsSupported)
        {
            return MultiplyScalar(left, right);
        }

        Vector256<uint> a = left._words;
        Vector256<uint> b = right._words;
        Vector256<uint> p = Vector256.Create(BabyBear.Modulus);
        Vector256<uint> inverse = Vector256.Create(Inverse);
        Vector256<uint> aOdd = Avx2.ShiftRightLogical(a.AsUInt64(), 32).AsUInt32();
        Vector256<uint> bOdd = Avx2.ShiftRightLogical(b.AsUInt64(), 32).AsUInt32();
        Vector256<ulong> even = Avx2.Multiply(a, b);
        Vector256<ulong> odd = Avx2.Multiply(aOdd, bOdd);
        Vector256<ulong> evenQ = Avx2.Multiply(even.AsUInt32(), inverse);
        Vector256<ulong> oddQ = Avx2.Multiply(odd.AsUInt32(), inverse);
        Vector256<ulong> evenQp = Avx2.Multiply(evenQ.AsUInt32(), p);
        Vector256<ulong> oddQp = Avx2.Multiply(oddQ.AsUInt32(), p);
        Vector256<uint> high = Avx2.Blend(
            Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        Vector256<uint> highQp = Avx2.Blend(
            Avx2.ShiftRightLogical(evenQp, 32).AsUInt32(), oddQp.AsUInt32(), 0b10101010);
        Vector256<uint> difference = high - highQp;
        return new PackedBabyBear(Vector256.Min(difference, difference + p));
    }

    /// <summary>
    /// Sums of products below 2 p 2^32, of the even and of the odd lanes, as elements. Needs AVX2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedBabyBear Reduce(Vector256<ulong> even, Vector256<ulong> odd)
    {
        Vector256<uint> p = Vector256.Create(BabyBear.Modulus);
        Vector256<uint> inverse = Vector256.Create(Inverse);
        Vector256<ulong> evenQp = Avx2.Multiply(Avx2.Multiply(even.AsUInt32(), inverse).AsUInt32(), p);
        Vector256<ulong> oddQp = Avx2.Multiply(Avx2.Multiply(odd.AsUInt32(), inverse).AsUInt32(), p);
        Vector256<uint> high = Avx2.Blend(
            Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        Vector256<uint> highQp = Avx2.Blend(
            Avx2.ShiftRightLogical(evenQp, 32).AsUInt32(), oddQp.AsUInt32(), 0b10101010);
        Vector256<uint> difference = Vector256.Min(high, high - p) - highQp;
        return new PackedBabyBear(Vector256.Min(difference, difference + p));
    }

    /// <summary>
    /// Subtracts p 2^32 from the sums that are not below it: in the high words, min(h, h - p) mod 2^32
    /// is h - p if h >= p. Needs AVX2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> SubtractHigh(Vector256<ulong> sums)
    {
        Vector256<uint> words = sums.AsUInt32();
        Vector256<uint> less = words - Vector256.Create((ulong)BabyBear.Modulus << 32).AsUInt32();
        return Vector256.Min(words, less).AsUInt64();
    }

    private static PackedBabyBear MultiplyScalar(PackedBabyBear left, PackedBabyBear right)
    {
        Vector256<uint> product = default;
        for (int lane = 0; lane < Lanes; lane++)
        {
            BabyBear a = BabyBear.FromRaw(left._words[lane]);
            BabyBear b = BabyBear.FromRaw(right._words[lane]);
            product = product.WithElement(lane, (a * b).Raw);
        }

        return new PackedBabyBear(product);
    }
}
