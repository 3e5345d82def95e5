using System.Runtime.CompilerServices;
using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>A sum of up to twelve field elements less up to six others, reduced only at the end.</summary>
/// <remarks>Each limb counts its own carries, so that a term takes three instructions a limb.</remarks>
internal struct Bn254Sum
{
    private const int LowestMultiple = -8;
    private const int HighestMultiple = 14;

    // The multiples of p from the lowest on, modulo 2^256.
    private static readonly UInt256[] Multiples = MakeMultiples();

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private ulong c0;
    private ulong c1;
    private ulong c2;
    private ulong c3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Fq value)
    {
        ulong v0 = value.Value.U0;
        ulong v1 = value.Value.U1;
        ulong v2 = value.Value.U2;
        ulong v3 = value.Value.U3;
        s0 += v0;
        s1 += v1;
        s2 += v2;
        s3 += v3;
        c0 += s0 < v0 ? 1UL : 0UL;
        c1 += s1 < v1 ? 1UL : 0UL;
        c2 += s2 < v2 ? 1UL : 0UL;
        c3 += s3 < v3 ? 1UL : 0UL;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(in Fq value)
    {
        ulong v0 = value.Value.U0;
        ulong v1 = value.Value.U1;
        ulong v2 = value.Value.U2;
        ulong v3 = value.Value.U3;
        c0 -= s0 < v0 ? 1UL : 0UL;
        c1 -= s1 < v1 ? 1UL : 0UL;
        c2 -= s2 < v2 ? 1UL : 0UL;
        c3 -= s3 < v3 ? 1UL : 0UL;
        s0 -= v0;
        s1 -= v1;
        s2 -= v2;
        s3 -= v3;
    }

    /// <summary>Adds nine times the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddNineTimes(in Fq value)
    {
        UInt256 v = value.Value;
        Add(in value);
        c3 += v.U3 >> 61;
        Add(new Fq(new UInt256(
            v.U0 << 3,
            (v.U1 << 3) | (v.U0 >> 61),
            (v.U2 << 3) | (v.U1 >> 61),
            (v.U3 << 3) | (v.U2 >> 61))));
    }

    /// <summary>The sum modulo p.</summary>
    /// <remarks>
    /// With t = floor(sum / 2^252), and p between 3.0245 and 3.0246 times 2^252, q = floor(169 t / 512) is the
    /// quotient or one less, and the rest is below 1.4 p.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Fq Reduce()
    {
        // A count is negative in two's complement: its sign is carried along.
        ulong t1 = s1 + c0;
        ulong k1 = c1 + (t1 < c0 ? 1UL : 0UL) + (ulong)((long)c0 >> 63);
        ulong t2 = s2 + k1;
        ulong k2 = c2 + (t2 < k1 ? 1UL : 0UL) + (ulong)((long)k1 >> 63);
        ulong t3 = s3 + k2;
        ulong k3 = c3 + (t3 < k2 ? 1UL : 0UL) + (ulong)((long)k2 >> 63);
        long q = ((long)((k3 << 4) | (t3 >> 60)) * 169) >> 9;
        var low = new UInt256(s0, t1, t2, t3);
        UInt256.Subtract(in low, in Multiples[q - LowestMultiple], out UInt256 rest);
        return Bn254Fp.Reduce(in rest);
    }

    private static UInt256[] MakeMultiples()
    {
        var multiples = new UInt256[HighestMultiple + 1 - LowestMultiple];
        for (int i = 0; i < -LowestMultiple; i++)
        {
            multiples[0] -= Bn254Prime.Modulus;
        }
        for (int i = 1; i < multiples.Length; i++)
        {
            multiples[i] = multiples[i - 1] + Bn254Prime.Modulus;
        }
        return multiples;
    }
}
