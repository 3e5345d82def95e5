using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZeroSharp.Stark.Field;

/// <summary>Eight extension-field elements, one vector a coefficient.</summary>
public readonly struct PackedExt5 : IField<PackedExt5>
{
    public readonly PackedBabyBear C0;
    public readonly PackedBabyBear C1;
    public readonly PackedBabyBear C2;
    public readonly PackedBabyBear C3;
    public readonly PackedBabyBear C4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PackedExt5(
        PackedBabyBear c0,
        PackedBabyBear c1,
        PackedBabyBear c2,
        PackedBabyBear c3,
        PackedBabyBear c4)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
        C3 = c3;
        C4 = c4;
    }

    public static PackedExt5 Zero => default;

    public static PackedExt5 One => Broadcast(Ext5.One);

    public static PackedExt5 FromUInt32(uint value) => Broadcast(Ext5.FromUInt32(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 Broadcast(Ext5 value) => new(
        PackedBabyBear.Broadcast(value.C0),
        PackedBabyBear.Broadcast(value.C1),
        PackedBabyBear.Broadcast(value.C2),
        PackedBabyBear.Broadcast(value.C3),
        PackedBabyBear.Broadcast(value.C4));

    /// <summary>Loads eight elements whose coefficients lie <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe PackedExt5 Load(BabyBear* source, nint stride) => new(
        PackedBabyBear.Load(source),
        PackedBabyBear.Load(source + stride),
        PackedBabyBear.Load(source + (2 * stride)),
        PackedBabyBear.Load(source + (3 * stride)),
        PackedBabyBear.Load(source + (4 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(BabyBear* destination, nint stride)
    {
        C0.Store(destination);
        C1.Store(destination + stride);
        C2.Store(destination + (2 * stride));
        C3.Store(destination + (3 * stride));
        C4.Store(destination + (4 * stride));
    }

    /// <summary>The sum of the eight lanes.</summary>
    public Ext5 SumLanes()
    {
        Ext5 sum = Ext5.Zero;
        for (int lane = 0; lane < PackedBabyBear.Lanes; lane++)
        {
            sum += Lane(lane);
        }

        return sum;
    }

    /// <summary>The element in one lane.</summary>
    public Ext5 Lane(int lane) => new(
        BabyBear.FromRaw(C0.Words[lane]),
        BabyBear.FromRaw(C1.Words[lane]),
        BabyBear.FromRaw(C2.Words[lane]),
        BabyBear.FromRaw(C3.Words[lane]),
        BabyBear.FromRaw(C4.Words[lane]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 operator +(PackedExt5 a, PackedExt5 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 operator -(PackedExt5 a, PackedExt5 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 operator -(PackedExt5 a) => default(PackedExt5) - a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 operator *(PackedExt5 a, PackedBabyBear b) =>
        new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 operator +(PackedExt5 a, PackedBabyBear b) =>
        new(a.C0 + b, a.C1, a.C2, a.C3, a.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 operator *(PackedExt5 a, PackedExt5 b) => Multiply(in a, in b);

    /// <summary>The product; by reference, since copying operands of five vectors costs time.</summary>
    public static PackedExt5 Multiply(in PackedExt5 a, in PackedExt5 b) =>
        Avx2.IsSupported ? MultiplyWide(in a, in b) : MultiplyNarrow(in a, in b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PackedExt5 MultiplyWide(in PackedExt5 a, in PackedExt5 b)
    {
        WideProduct(in a, in b, out WideElement x);
        return new PackedExt5(
            PackedBabyBear.Reduce(x.Even0, x.Odd0),
            PackedBabyBear.Reduce(x.Even1, x.Odd1),
            PackedBabyBear.Reduce(x.Even2, x.Odd2),
            PackedBabyBear.Reduce(x.Even3, x.Odd3),
            PackedBabyBear.Reduce(x.Even4, x.Odd4));
    }

    // Coefficient k is a sum of five products, those that wrap around taken with 2 b_i. The products of
    // the even and of the odd lanes are summed in 64 bits.
    private static void WideProduct(in PackedExt5 a, in PackedExt5 b, out WideElement product)
    {
        Vector256<uint> a0 = a.C0.Words;
        Vector256<uint> a1 = a.C1.Words;
        Vector256<uint> a2 = a.C2.Words;
        Vector256<uint> a3 = a.C3.Words;
        Vector256<uint> a4 = a.C4.Words;
        Vector256<uint> b0 = b.C0.Words;
        Vector256<uint> b1 = b.C1.Words;
        Vector256<uint> b2 = b.C2.Words;
        Vector256<uint> b3 = b.C3.Words;
        Vector256<uint> b4 = b.C4.Words;
        Vector256<uint> d1 = (b.C1 + b.C1).Words;
        Vector256<uint> d2 = (b.C2 + b.C2).Words;
        Vector256<uint> d3 = (b.C3 + b.C3).Words;
        Vector256<uint> d4 = (b.C4 + b.C4).Words;
        product.Even0 = SumOfFive(a0, b0, a1, d4, a2, d3, a3, d2, a4, d1);
        product.Even1 = SumOfFive(a0, b1, a1, b0, a2, d4, a3, d3, a4, d2);
        product.Even2 = SumOfFive(a0, b2, a1, b1, a2, b0, a3, d4, a4, d3);
        product.Even3 = SumOfFive(a0, b3, a1, b2, a2, b1, a3, b0, a4, d4);
        product.Even4 = SumOfFive(a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
        a0 = Odd(a0);
        a1 = Odd(a1);
        a2 = Odd(a2);
        a3 = Odd(a3);
        a4 = Odd(a4);
        b0 = Odd(b0);
        b1 = Odd(b1);
        b2 = Odd(b2);
        b3 = Odd(b3);
        b4 = Odd(b4);
        d1 = Odd(d1);
        d2 = Odd(d2);
        d3 = Odd(d3);
        d4 = Odd(d4);
        product.Odd0 = SumOfFive(a0, b0, a1, d4, a2, d3, a3, d2, a4, d1);
        product.Odd1 = SumOfFive(a0, b1, a1, b0, a2, d4, a3, d3, a4, d2);
        product.Odd2 = SumOfFive(a0, b2, a1, b1, a2, b0, a3, d4, a4, d3);
        product.Odd3 = SumOfFive(a0, b3, a1, b2, a2, b1, a3, b0, a4, d4);
        product.Odd4 = SumOfFive(a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
    }

    // Four products are < 4 p^2 < 2^64 and < 1.88 p 2^32; less p 2^32 where that is possible, plus the
    // fifth, the sum is < 1.47 p 2^32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SumOfFive(
        Vector256<uint> a0,
        Vector256<uint> b0,
        Vector256<uint> a1,
        Vector256<uint> b1,
        Vector256<uint> a2,
        Vector256<uint> b2,
        Vector256<uint> a3,
        Vector256<uint> b3,
        Vector256<uint> a4,
        Vector256<uint> b4)
    {
        Vector256<ulong> four = Avx2.Multiply(a0, b0) + Avx2.Multiply(a1, b1)
            + (Avx2.Multiply(a2, b2) + Avx2.Multiply(a3, b3));
        return PackedBabyBear.SubtractHigh(four) + Avx2.Multiply(a4, b4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Odd(Vector256<uint> words) =>
        Avx2.ShiftRightLogical(words.AsUInt64(), 32).AsUInt32();

    private static PackedExt5 MultiplyNarrow(in PackedExt5 a, in PackedExt5 b)
    {
        PackedBabyBear h0 = (a.C1 * b.C4) + (a.C2 * b.C3) + (a.C3 * b.C2) + (a.C4 * b.C1);
        PackedBabyBear r0 = (a.C0 * b.C0) + h0 + h0;
        PackedBabyBear h1 = (a.C2 * b.C4) + (a.C3 * b.C3) + (a.C4 * b.C2);
        PackedBabyBear r1 = (a.C0 * b.C1) + (a.C1 * b.C0) + h1 + h1;
        PackedBabyBear h2 = (a.C3 * b.C4) + (a.C4 * b.C3);
        PackedBabyBear r2 = (a.C0 * b.C2) + (a.C1 * b.C1) + (a.C2 * b.C0) + h2 + h2;
        PackedBabyBear h3 = a.C4 * b.C4;
        PackedBabyBear r3 = (a.C0 * b.C3) + (a.C1 * b.C2) + (a.C2 * b.C1) + (a.C3 * b.C0) + h3 + h3;
        PackedBabyBear r4 = (a.C0 * b.C4) + (a.C1 * b.C3) + (a.C2 * b.C2) + (a.C3 * b.C1) + (a.C4 * b.C0);
        return new PackedExt5(r0, r1, r2, r3, r4);
    }

    /// <summary>Coefficients before their reduction, even and odd lanes apart.</summary>
    private struct WideElement
    {
        public Vector256<ulong> Even0;
        public Vector256<ulong> Even1;
        public Vector256<ulong> Even2;
        public Vector256<ulong> Even3;
        public Vector256<ulong> Even4;
        public Vector256<ulong> Odd0;
        public Vector256<ulong> Odd1;
        public Vector256<ulong> Odd2;
        public Vector256<ulong> Odd3;
        public Vector256<ulong> Odd4;
    }
}
