using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;

/// <summary>
/// The call q = a / d, r = a mod d on the 16 words a, d, q, r: a = q d + r as integers, with r below d.
/// Both q and r are thereby unique; a call with d = 0, which traps, has no row.
/// </summary>
public sealed class DivRemCallChip : Chip
{
    private static readonly int A = CallColumns.End;
    private static readonly int D = A + WideNumber.Limbs;
    private static readonly int Q = D + WideNumber.Bytes;
    private static readonly int R = Q + WideNumber.Bytes;
    private static readonly int OldQ = R + WideNumber.Limbs;
    private static readonly int OldR = OldQ + WideNumber.Limbs;
    private static readonly int Carries = OldR + WideNumber.Limbs;
    private static readonly WideComparison Comparison = new(Carries + WideNumber.Limbs - 1);
    private static readonly int Elapsed = Carries + WideNumber.Limbs - 1 + WideComparison.Width;

    public override string Name => "DivRemCall";

    public override int Width => Elapsed + (2 * EcallWords.Arithmetic256);

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = CallColumns.Eval(row, EcallNumber.DivRem256, pcStep: 4);
        WideNumber.AssertBytes(row, isReal, D);
        WideNumber.AssertBytes(row, isReal, Q);
        WideNumber.AssertLimbs(row, isReal, R);
        Comparison.AssertLess(row, isReal, R, D);
        AssertNoOverflow(row);
        T carry = T.Zero;
        for (int k = 0; k < WideNumber.Limbs; k++)
        {
            T part = WideProduct.Limb(row, Q, D, k) + row[R + k] - row[A + k];
            carry = WideProduct.AssertLimb(row, isReal, part, carry, Carries, k, WideNumber.Limbs);
        }

        WordAccesses<TBuilder, T> words = new(row, isReal, Elapsed);
        for (int i = 0; i < WideNumber.Words; i++)
        {
            words.Read(i, row.Limbs(A + (4 * i)));
            words.Read(WideNumber.Words + i, WideNumber.WordOfBytes(row, D, i));
            words.Write(
                (2 * WideNumber.Words) + i,
                row.Limbs(OldQ + (4 * i)),
                WideNumber.WordOfBytes(row, Q, i));
            words.Write(
                (3 * WideNumber.Words) + i, row.Limbs(OldR + (4 * i)), row.Limbs(R + (4 * i)));
        }
    }

    public override int CountRows(SegmentRecord segment) => segment.DivRemCalls.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < count; i++)
        {
            FillRow(rows.Next(), segment.DivRemCalls[first + i]);
        }
    }

    // All products of weight 2^256 and more are zero: they are below 2^16, fewer than 2^9, and not
    // negative, so that their sum is zero modulo p only if each is.
    private static void AssertNoOverflow<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T overflow = T.Zero;
        T upper = T.Zero;
        for (int i = 1; i < WideNumber.Bytes; i++)
        {
            // The bytes of d from 32 - i on.
            upper += row[D + WideNumber.Bytes - i];
            overflow += row[Q + i] * upper;
        }

        row.AssertZero(overflow, "no overflow");
    }

    private static void FillRow(RowWriter row, EcallRecord call)
    {
        CallColumns.Fill(row, call, Elapsed);
        ReadOnlySpan<byte> old = MemoryMarshal.AsBytes<ulong>(call.Old);
        ReadOnlySpan<byte> results = MemoryMarshal.AsBytes<ulong>(call.New);
        ReadOnlySpan<byte> a = old.Slice(0, WideNumber.Bytes);
        ReadOnlySpan<byte> d = old.Slice(WideNumber.Bytes, WideNumber.Bytes);
        ReadOnlySpan<byte> q = results.Slice(2 * WideNumber.Bytes, WideNumber.Bytes);
        ReadOnlySpan<byte> r = results.Slice(3 * WideNumber.Bytes);
        WideNumber.FillLimbs(row, A, a);
        WideNumber.FillBytes(row, D, d);
        WideNumber.FillBytes(row, Q, q);
        WideNumber.FillRangedLimbs(row, R, r);
        WideNumber.FillLimbs(row, OldQ, old.Slice(2 * WideNumber.Bytes));
        WideNumber.FillLimbs(row, OldR, old.Slice(3 * WideNumber.Bytes));
        Comparison.Fill(row, r, d);
        long carry = 0;
        for (int k = 0; k < WideNumber.Limbs; k++)
        {
            long part = WideProduct.Limb(q, d, k) + WideNumber.Limb(r, k) - WideNumber.Limb(a, k);
            carry = WideProduct.FillLimb(row, part, carry, Carries, k, WideNumber.Limbs);
        }
    }
}
