using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// Sixteen base-field elements: 16 neighbouring rows of one column, that is one cache line of a trace. Two
/// independent vectors also hide the latency of the multiplications.
/// </summary>
internal readonly unsafe struct SixteenLanes : IField<SixteenLanes>
{
    public const int Lanes = 2 * PackedBabyBear.Lanes;

    private readonly PackedBabyBear _low;
    private readonly PackedBabyBear _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SixteenLanes(PackedBabyBear low, PackedBabyBear high)
    {
        _low = low;
        _high = high;
    }

    public static SixteenLanes Zero => default;

    public static SixteenLanes One => new(PackedBabyBear.One, PackedBabyBear.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes FromUInt32(uint value)
    {
        PackedBabyBear lanes = PackedBabyBear.FromUInt32(value);
        return new SixteenLanes(lanes, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes Load(BabyBear* source) =>
        new(PackedBabyBear.Load(source), PackedBabyBear.Load(source + PackedBabyBear.Lanes));

    /// <summary>Sixteen numbers below p.</summary>
    public static SixteenLanes FromUInt32(ReadOnlySpan<uint> values)
    {
        // The Montgomery product of a number x with R^2 is x R, the word of x.
        PackedBabyBear toMontgomery = PackedBabyBear.Broadcast(BabyBear.FromUInt64(1UL << 32));
        return new SixteenLanes(
            new PackedBabyBear(Vector256.Create(values)) * toMontgomery,
            new PackedBabyBear(Vector256.Create(values.Slice(PackedBabyBear.Lanes))) * toMontgomery);
    }

    /// <summary>One bit of each of 16 words, as zero or one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes FromBits(ReadOnlySpan<uint> words, int bit)
    {
        // The bit becomes the sign, the sign a mask of the representation of one.
        Vector256<int> low = Vector256.Create(words).AsInt32() << (31 - bit) >> 31;
        Vector256<int> high = Vector256.Create(words.Slice(PackedBabyBear.Lanes)).AsInt32() << (31 - bit) >> 31;
        Vector256<uint> one = PackedBabyBear.One.Words;
        return new SixteenLanes(
            new PackedBabyBear(low.AsUInt32() & one), new PackedBabyBear(high.AsUInt32() & one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes operator +(SixteenLanes left, SixteenLanes right) =>
        new(left._low + right._low, left._high + right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes operator -(SixteenLanes left, SixteenLanes right) =>
        new(left._low - right._low, left._high - right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes operator *(SixteenLanes left, SixteenLanes right) =>
        new(left._low * right._low, left._high * right._high);

    public static SixteenLanes operator -(SixteenLanes value) => new(-value._low, -value._high);

    /// <summary>
    /// Writes a whole cache line, past the caches: a trace is read again only when all of it is there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreLine(BabyBear* destination)
    {
        _low.Words.StoreAlignedNonTemporal((uint*)destination);
        _high.Words.StoreAlignedNonTemporal((uint*)(destination + PackedBabyBear.Lanes));
    }

    /// <summary>Writes the first lanes only.</summary>
    public void Store(BabyBear* destination, int count)
    {
        BabyBear* lanes = stackalloc BabyBear[Lanes];
        _low.Store(lanes);
        _high.Store(lanes + PackedBabyBear.Lanes);
        new Span<BabyBear>(lanes, count).CopyTo(new Span<BabyBear>(destination, count));
    }
}
