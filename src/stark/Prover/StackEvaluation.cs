using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>Evaluates the multilinear extensions of all stack columns at one point.</summary>
internal static unsafe class StackEvaluation
{
    /// <summary>The value of every column of every stack, in order.</summary>
    public static Ext5[] Evaluate(
        ReadOnlySpan<StackColumns> stacks, ReadOnlySpan<Ext5> point, int threadCount)
    {
        List<Ext5> values = [];
        foreach (StackColumns stack in stacks)
        {
            for (int group = 0; group < stack.Layout.GroupCount; group++)
            {
                EvaluateGroup(stack, group, point, threadCount, values);
            }
        }

        return [.. values];
    }

    private static void EvaluateGroup(
        StackColumns stack,
        int groupIndex,
        ReadOnlySpan<Ext5> point,
        int threadCount,
        List<Ext5> values)
    {
        StackGroup group = stack.Layout.Group(groupIndex);
        int slotVariables = stack.LogHeight - group.LogHeight;
        Ext5[] slotWeights = EqualityWeights.Expand(point[..slotVariables]);
        using EqualityWeights rowWeights = new(point[slotVariables..]);
        Ext5[] slotValues = new Ext5[group.UsedSlotCount];
        int chunkCount = Chunks.Count(threadCount, slotValues.Length, 1L << group.LogHeight);
        Chunks.Run(threadCount, chunkCount, chunk =>
        {
            int end = (int)((long)slotValues.Length * (chunk + 1) / chunkCount);
            int slot = (int)((long)slotValues.Length * chunk / chunkCount);
            for (; slot < end; slot++)
            {
                slotValues[slot] = EvaluateColumn(stack.Slot(groupIndex, slot), rowWeights);
            }
        });
        for (int column = 0; column < group.ColumnCount; column++)
        {
            Ext5 value = Ext5.Zero;
            for (int slot = 0; slot < slotWeights.Length; slot++)
            {
                int groupSlot = (column << slotVariables) + slot;
                if (groupSlot < slotValues.Length)
                {
                    value += slotWeights[slot] * slotValues[groupSlot];
                }
            }

            values.Add(value);
        }
    }

    private static Ext5 EvaluateColumn(BabyBear* column, EqualityWeights weights)
    {
        PackedExt5 sum = PackedExt5.Zero;
        for (int block = 0; block < weights.BlockCount; block++)
        {
            PackedExt5 inner = Avx2.IsSupported
                ? DotWide(column, weights.Low, weights.BlockSize)
                : DotNarrow(column, weights.Low, weights.BlockSize);
            PackedExt5 weight = PackedExt5.Broadcast(weights.High(block));
            sum += PackedExt5.Multiply(in inner, in weight);
            column += weights.BlockSize;
        }

        return sum.SumLanes();
    }

    private static PackedExt5 DotNarrow(BabyBear* column, BabyBear* weights, int count)
    {
        PackedExt5 sum = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            sum += PackedExt5.Load(weights, PackedFractions.Lanes) * PackedBabyBear.Load(column + i);
            weights += PackedFractions.ElementWords;
        }

        return sum;
    }

    // Even and odd lanes apart; p 2^32 is subtracted where possible after every second product, so that
    // the sums stay below 2 p 2^32.
    private static PackedExt5 DotWide(BabyBear* column, BabyBear* weights, int count)
    {
        Vector256<ulong> even0 = default;
        Vector256<ulong> even1 = default;
        Vector256<ulong> even2 = default;
        Vector256<ulong> even3 = default;
        Vector256<ulong> even4 = default;
        Vector256<ulong> odd0 = default;
        Vector256<ulong> odd1 = default;
        Vector256<ulong> odd2 = default;
        Vector256<ulong> odd3 = default;
        Vector256<ulong> odd4 = default;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            Vector256<uint> even = PackedBabyBear.Load(column + i).Words;
            Vector256<uint> odd = Odd(even);
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            even0 += Avx2.Multiply(even, weight.C0.Words);
            odd0 += Avx2.Multiply(odd, Odd(weight.C0.Words));
            even1 += Avx2.Multiply(even, weight.C1.Words);
            odd1 += Avx2.Multiply(odd, Odd(weight.C1.Words));
            even2 += Avx2.Multiply(even, weight.C2.Words);
            odd2 += Avx2.Multiply(odd, Odd(weight.C2.Words));
            even3 += Avx2.Multiply(even, weight.C3.Words);
            odd3 += Avx2.Multiply(odd, Odd(weight.C3.Words));
            even4 += Avx2.Multiply(even, weight.C4.Words);
            odd4 += Avx2.Multiply(odd, Odd(weight.C4.Words));
            weights += PackedFractions.ElementWords;
            if ((i & PackedFractions.Lanes) != 0)
            {
                even0 = PackedBabyBear.SubtractHigh(even0);
                even1 = PackedBabyBear.SubtractHigh(even1);
                even2 = PackedBabyBear.SubtractHigh(even2);
                even3 = PackedBabyBear.SubtractHigh(even3);
                even4 = PackedBabyBear.SubtractHigh(even4);
                odd0 = PackedBabyBear.SubtractHigh(odd0);
                odd1 = PackedBabyBear.SubtractHigh(odd1);
                odd2 = PackedBabyBear.SubtractHigh(odd2);
                odd3 = PackedBabyBear.SubtractHigh(odd3);
                odd4 = PackedBabyBear.SubtractHigh(odd4);
            }
        }

        return new PackedExt5(
            PackedBabyBear.Reduce(even0, odd0),
            PackedBabyBear.Reduce(even1, odd1),
            PackedBabyBear.Reduce(even2, odd2),
            PackedBabyBear.Reduce(even3, odd3),
            PackedBabyBear.Reduce(even4, odd4));
    }

    private static Vector256<uint> Odd(Vector256<uint> words) =>
        Avx2.ShiftRightLogical(words.AsUInt64(), 32).AsUInt32();
}
