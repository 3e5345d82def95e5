using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// The factors of a number theoretic transform of length n = 2^<see cref="LogLength"/> on a coset
/// {g w^t}. The layer that joins halves of length h uses g^(n/2h) w_2h^j for j = 0 ... h-1, which is
/// stored at index h + j; index 0 is unused.
/// </summary>
internal sealed unsafe class DitTwiddles
{
    private readonly uint[] _factors;
    private readonly uint[] _quotients;

    public DitTwiddles(int logLength)
    {
        LogLength = logLength;
        int length = Math.Max(PackedBabyBear.Lanes, 1 << logLength);
        _factors = GC.AllocateArray<uint>(length, pinned: true);
        _quotients = GC.AllocateArray<uint>(length, pinned: true);
        Factors = (uint*)Marshal.UnsafeAddrOfPinnedArrayElement(_factors, 0);
        Quotients = (uint*)Marshal.UnsafeAddrOfPinnedArrayElement(_quotients, 0);
    }

    public int LogLength { get; }

    /// <summary>The Montgomery words of the factors.</summary>
    public uint* Factors { get; }

    /// <summary>The factors' words times p^-1 mod 2^32.</summary>
    public uint* Quotients { get; }

    /// <summary>The factors for the group itself, g = 1.</summary>
    public static DitTwiddles ForGroup(int logLength)
    {
        var twiddles = new DitTwiddles(logLength);
        for (int layer = 0; layer < logLength; layer++)
        {
            int half = 1 << layer;
            BabyBear root = BabyBear.RootOfUnity(layer + 1);
            BabyBear power = BabyBear.One;
            for (int j = 0; j < half; j++)
            {
                twiddles._factors[half + j] = power.Raw;
                twiddles._quotients[half + j] = power.Raw * PackedConstant.Inverse;
                power *= root;
            }
        }

        return twiddles;
    }

    /// <summary>Sets the factors to those of the coset, given those of the group.</summary>
    public void SetCoset(DitTwiddles group, BabyBear shift)
    {
        BabyBear factor = shift;
        for (int half = 1 << LogLength >> 1; half > 0; half >>= 1)
        {
            if (half >= PackedBabyBear.Lanes)
            {
                PackedBabyBear packed = PackedBabyBear.Broadcast(factor);
                for (int i = half; i < 2 * half; i += PackedBabyBear.Lanes)
                {
                    PackedBabyBear product = PackedBabyBear.Load((BabyBear*)group.Factors + i) * packed;
                    product.Store((BabyBear*)Factors + i);
                    (product.Words * Vector256.Create(PackedConstant.Inverse)).Store(Quotients + i);
                }
            }
            else
            {
                for (int i = half; i < 2 * half; i++)
                {
                    uint product = (BabyBear.FromRaw(group.Factors[i]) * factor).Raw;
                    Factors[i] = product;
                    Quotients[i] = product * PackedConstant.Inverse;
                }
            }

            factor *= factor;
        }
    }
}
