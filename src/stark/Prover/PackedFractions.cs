using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// How tables of the LogUp tree lie in memory: blocks of eight fractions, 80 words each: the five
/// coefficients of the eight numerators (8 words each), then of the eight denominators. A block is five
/// cache lines that are used at once, so that reading many positions of a table a power of two apart
/// does not evict lines before they are used up, as separate arrays of coefficients would.
/// </summary>
internal static unsafe class PackedFractions
{
    public const int Lanes = PackedBabyBear.Lanes;

    /// <summary>Words of eight extension elements.</summary>
    public const int ElementWords = Lanes * Ext5.Degree;

    /// <summary>Words of eight fractions.</summary>
    public const int BlockWords = 2 * ElementWords;

    /// <summary>Words of eight leaves: base numerators, then extension denominators.</summary>
    public const int LeafBlockWords = Lanes + ElementWords;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 Numerator(BabyBear* block) => PackedExt5.Load(block, Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt5 Denominator(BabyBear* block) =>
        PackedExt5.Load(block + ElementWords, Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        BabyBear* block, in PackedExt5 numerator, in PackedExt5 denominator)
    {
        numerator.Store(block, Lanes);
        denominator.Store(block + ElementWords, Lanes);
    }

    /// <summary>One lane of eight extension elements of 40 words.</summary>
    public static Ext5 LoadLane(BabyBear* elements, int lane) => new(
        elements[lane],
        elements[lane + Lanes],
        elements[lane + (2 * Lanes)],
        elements[lane + (3 * Lanes)],
        elements[lane + (4 * Lanes)]);

    public static void StoreLane(BabyBear* elements, int lane, Ext5 value)
    {
        elements[lane] = value.C0;
        elements[lane + Lanes] = value.C1;
        elements[lane + (2 * Lanes)] = value.C2;
        elements[lane + (3 * Lanes)] = value.C3;
        elements[lane + (4 * Lanes)] = value.C4;
    }

    /// <summary>Reads fractions from consecutive blocks into plain arrays.</summary>
    public static void Read(BabyBear* blocks, Span<Ext5> numerators, Span<Ext5> denominators)
    {
        for (int i = 0; i < numerators.Length; i++)
        {
            BabyBear* block = blocks + (i / Lanes * BlockWords);
            numerators[i] = LoadLane(block, i % Lanes);
            denominators[i] = LoadLane(block + ElementWords, i % Lanes);
        }
    }
}
