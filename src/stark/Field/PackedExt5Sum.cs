using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZeroSharp.Stark.Field;

/// <summary>
/// A sum of products of an extension and a base element, eight at once, that is reduced only at its end.
/// </summary>
public struct PackedExt5Sum
{
    // Even and odd lanes apart, each below 1.47 p 2^32: that less p 2^32 where it is possible, below p 2^32,
    // plus a product below p^2 < 0.47 p 2^32.
    private Vector256<ulong> _even0;
    private Vector256<ulong> _even1;
    private Vector256<ulong> _even2;
    private Vector256<ulong> _even3;
    private Vector256<ulong> _even4;
    private Vector256<ulong> _odd0;
    private Vector256<ulong> _odd1;
    private Vector256<ulong> _odd2;
    private Vector256<ulong> _odd3;
    private Vector256<ulong> _odd4;

    // Where there is no wide product.
    private PackedExt5 _reduced;

    /// <summary>The sum so far.</summary>
    public readonly PackedExt5 Value => Avx2.IsSupported
        ? new PackedExt5(
            PackedBabyBear.Reduce(_even0, _odd0),
            PackedBabyBear.Reduce(_even1, _odd1),
            PackedBabyBear.Reduce(_even2, _odd2),
            PackedBabyBear.Reduce(_even3, _odd3),
            PackedBabyBear.Reduce(_even4, _odd4))
        : _reduced;

    /// <summary>Adds a product; by reference, since copying five vectors costs time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(in PackedExt5 a, PackedBabyBear b)
    {
        if (!Avx2.IsSupported)
        {
            _reduced += a * b;
            return;
        }

        Vector256<uint> even = b.Words;
        Vector256<uint> odd = Avx2.ShiftRightLogical(even.AsUInt64(), 32).AsUInt32();
        _even0 = PackedBabyBear.SubtractHigh(_even0) + Avx2.Multiply(even, a.C0.Words);
        _odd0 = PackedBabyBear.SubtractHigh(_odd0) + Avx2.Multiply(odd, a.C0.Words);
        _even1 = PackedBabyBear.SubtractHigh(_even1) + Avx2.Multiply(even, a.C1.Words);
        _odd1 = PackedBabyBear.SubtractHigh(_odd1) + Avx2.Multiply(odd, a.C1.Words);
        _even2 = PackedBabyBear.SubtractHigh(_even2) + Avx2.Multiply(even, a.C2.Words);
        _odd2 = PackedBabyBear.SubtractHigh(_odd2) + Avx2.Multiply(odd, a.C2.Words);
        _even3 = PackedBabyBear.SubtractHigh(_even3) + Avx2.Multiply(even, a.C3.Words);
        _odd3 = PackedBabyBear.SubtractHigh(_odd3) + Avx2.Multiply(odd, a.C3.Words);
        _even4 = PackedBabyBear.SubtractHigh(_even4) + Avx2.Multiply(even, a.C4.Words);
        _odd4 = PackedBabyBear.SubtractHigh(_odd4) + Avx2.Multiply(odd, a.C4.Words);
    }
}
