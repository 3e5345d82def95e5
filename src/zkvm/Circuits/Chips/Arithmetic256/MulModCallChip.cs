using System.Numerics;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;

/// <summary>
/// The call r = a b mod m on the 16 words a, b, m, r: a b = q m + r as integers, with q below 2^256 and
/// r below m. Both q and r are thereby unique; a call that traps (m = 0, or a b >= m 2^256) has no row.
/// </summary>
public sealed class MulModCallChip : Chip
{
    private const int ProductLimbs = 2 * WideNumber.Limbs;

    private static readonly int A = CallColumns.End;
    private static readonly int B = A + WideNumber.Bytes;
    private static readonly int M = B + WideNumber.Bytes;
    private static readonly int Q = M + WideNumber.Bytes;
    private static readonly int R = Q + WideNumber.Bytes;
    private static readonly int OldR = R + WideNumber.Limbs;
    private static readonly int Carries = OldR + WideNumber.Limbs;
    private static readonly WideComparison Comparison = new(Carries + ProductLimbs - 1);
    private static readonly int Elapsed = Carries + ProductLimbs - 1 + WideComparison.Width;

    public override string Name => "MulModCall";

    public override int Width => Elapsed + (2 * EcallWords.Arithmetic256);

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = CallColumns.Eval(row, EcallNumber.MulMod256, pcStep: 4);
        WideNumber.AssertBytes(row, isReal, A);
        WideNumber.AssertBytes(row, isReal, B);
        WideNumber.AssertBytes(row, isReal, M);
        WideNumber.AssertBytes(row, isReal, Q);
        WideNumber.AssertLimbs(row, isReal, R);
        Comparison.AssertLess(row, isReal, R, M);
        T carry = T.Zero;
        for (int k = 0; k < ProductLimbs; k++)
        {
            T part = WideProduct.Limb(row, A, B, k)
                - WideProduct.Limb(row, Q, M, k);
            part -= k < WideNumber.Limbs ? row[R + k] : T.Zero;
            carry = WideProduct.AssertLimb(row, isReal, part, carry, Carries, k, ProductLimbs);
        }

        WordAccesses<TBuilder, T> words = new(row, isReal, Elapsed);
        for (int i = 0; i < WideNumber.Words; i++)
        {
            words.Read(i, WideNumber.WordOfBytes(row, A, i));
            words.Read(WideNumber.Words + i, WideNumber.WordOfBytes(row, B, i));
            words.Read((2 * WideNumber.Words) + i, WideNumber.WordOfBytes(row, M, i));
            words.Write(
                (3 * WideNumber.Words) + i, row.Limbs(OldR + (4 * i)), row.Limbs(R + (4 * i)));
        }
    }

    public override int CountRows(SegmentRecord segment) => segment.MulModCalls.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < count; i++)
        {
            FillRow(rows.Next(), segment.MulModCalls[first + i]);
        }
    }

    private static void FillRow(RowWriter row, EcallRecord call)
    {
        CallColumns.Fill(row, call, Elapsed);
        ReadOnlySpan<byte> old = MemoryMarshal.AsBytes<ulong>(call.Old);
        ReadOnlySpan<byte> a = old.Slice(0, WideNumber.Bytes);
        ReadOnlySpan<byte> b = old.Slice(WideNumber.Bytes, WideNumber.Bytes);
        ReadOnlySpan<byte> m = old.Slice(2 * WideNumber.Bytes, WideNumber.Bytes);
        ReadOnlySpan<byte> r = MemoryMarshal.AsBytes<ulong>(call.New).Slice(3 * WideNumber.Bytes);
        Span<byte> q = stackalloc byte[WideNumber.Bytes];
        q.Clear();
        BigInteger product = new BigInteger(a, isUnsigned: true) * new BigInteger(b, isUnsigned: true);
        BigInteger multiple = product - new BigInteger(r, isUnsigned: true);
        BigInteger quotient = multiple / new BigInteger(m, isUnsigned: true);
        quotient.TryWriteBytes(q, out _, isUnsigned: true);

        WideNumber.FillBytes(row, A, a);
        WideNumber.FillBytes(row, B, b);
        WideNumber.FillBytes(row, M, m);
        WideNumber.FillBytes(row, Q, q);
        WideNumber.FillRangedLimbs(row, R, r);
        WideNumber.FillLimbs(row, OldR, old.Slice(3 * WideNumber.Bytes));
        Comparison.Fill(row, r, m);
        long carry = 0;
        for (int k = 0; k < ProductLimbs; k++)
        {
            long part = WideProduct.Limb(a, b, k) - WideProduct.Limb(q, m, k);
            part -= k < WideNumber.Limbs ? WideNumber.Limb(r, k) : 0;
            carry = WideProduct.FillLimb(row, part, carry, Carries, k, ProductLimbs);
        }
    }
}
