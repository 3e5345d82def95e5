using System.Runtime.CompilerServices;

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

    public static PackedExt5 operator *(PackedExt5 a, PackedExt5 b)
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
}
