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
            PackedExt5 inner = PackedExt5.Zero;
            BabyBear* low = weights.Low;
            for (int i = 0; i < weights.BlockSize; i += PackedFractions.Lanes)
            {
                inner += PackedExt5.Load(low, PackedFractions.Lanes) * PackedBabyBear.Load(column);
                low += PackedFractions.ElementWords;
                column += PackedFractions.Lanes;
            }

            sum += inner * PackedExt5.Broadcast(weights.High(block));
        }

        return sum.SumLanes();
    }
}
