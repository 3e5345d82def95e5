using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>Transposition of blocks of eight by eight words.</summary>
internal static unsafe class Transposition
{
    private const int Lanes = PackedBabyBear.Lanes;

    /// <summary>
    /// Writes word c of row r of the source to word r of row c of the target, for a matrix of
    /// <paramref name="rowCount"/> rows and <paramref name="columnCount"/> columns, both multiples of
    /// eight.
    /// </summary>
    public static void Transpose(
        BabyBear* source,
        nint sourceStride,
        BabyBear* target,
        nint targetStride,
        int rowCount,
        int columnCount)
    {
        for (int c = 0; c < columnCount; c += Lanes)
        {
            for (int r = 0; r < rowCount; r += Lanes)
            {
                TransposeBlock(
                    (uint*)source + (r * sourceStride) + c,
                    sourceStride,
                    (uint*)target + (c * targetStride) + r,
                    targetStride);
            }
        }
    }

    // Pairs of 32-bit words, then pairs of 64-bit words, then halves of a vector change places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock(uint* source, nint stride, uint* target, nint targetStride)
    {
        if (!Avx2.IsSupported)
        {
            for (int r = 0; r < Lanes; r++)
            {
                for (int c = 0; c < Lanes; c++)
                {
                    target[(c * targetStride) + r] = source[(r * stride) + c];
                }
            }

            return;
        }

        Vector256<uint> a0 = Vector256.Load(source);
        Vector256<uint> a1 = Vector256.Load(source + stride);
        Vector256<uint> a2 = Vector256.Load(source + (2 * stride));
        Vector256<uint> a3 = Vector256.Load(source + (3 * stride));
        Vector256<uint> a4 = Vector256.Load(source + (4 * stride));
        Vector256<uint> a5 = Vector256.Load(source + (5 * stride));
        Vector256<uint> a6 = Vector256.Load(source + (6 * stride));
        Vector256<uint> a7 = Vector256.Load(source + (7 * stride));
        Vector256<ulong> b0 = Avx2.UnpackLow(a0, a1).AsUInt64();
        Vector256<ulong> b1 = Avx2.UnpackHigh(a0, a1).AsUInt64();
        Vector256<ulong> b2 = Avx2.UnpackLow(a2, a3).AsUInt64();
        Vector256<ulong> b3 = Avx2.UnpackHigh(a2, a3).AsUInt64();
        Vector256<ulong> b4 = Avx2.UnpackLow(a4, a5).AsUInt64();
        Vector256<ulong> b5 = Avx2.UnpackHigh(a4, a5).AsUInt64();
        Vector256<ulong> b6 = Avx2.UnpackLow(a6, a7).AsUInt64();
        Vector256<ulong> b7 = Avx2.UnpackHigh(a6, a7).AsUInt64();
        Vector256<ulong> c0 = Avx2.UnpackLow(b0, b2);
        Vector256<ulong> c1 = Avx2.UnpackHigh(b0, b2);
        Vector256<ulong> c2 = Avx2.UnpackLow(b1, b3);
        Vector256<ulong> c3 = Avx2.UnpackHigh(b1, b3);
        Vector256<ulong> c4 = Avx2.UnpackLow(b4, b6);
        Vector256<ulong> c5 = Avx2.UnpackHigh(b4, b6);
        Vector256<ulong> c6 = Avx2.UnpackLow(b5, b7);
        Vector256<ulong> c7 = Avx2.UnpackHigh(b5, b7);
        Avx2.Permute2x128(c0, c4, 0x20).AsUInt32().Store(target);
        Avx2.Permute2x128(c1, c5, 0x20).AsUInt32().Store(target + targetStride);
        Avx2.Permute2x128(c2, c6, 0x20).AsUInt32().Store(target + (2 * targetStride));
        Avx2.Permute2x128(c3, c7, 0x20).AsUInt32().Store(target + (3 * targetStride));
        Avx2.Permute2x128(c0, c4, 0x31).AsUInt32().Store(target + (4 * targetStride));
        Avx2.Permute2x128(c1, c5, 0x31).AsUInt32().Store(target + (5 * targetStride));
        Avx2.Permute2x128(c2, c6, 0x31).AsUInt32().Store(target + (6 * targetStride));
        Avx2.Permute2x128(c3, c7, 0x31).AsUInt32().Store(target + (7 * targetStride));
    }
}
