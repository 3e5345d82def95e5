using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The two stacks of a proof, both of 2^m rows: the columns of all instances, and the fixed columns that
/// the verifying key commits to. Slots are numbered through both, main stack first.
/// </summary>
public sealed class StackingShape
{
    private StackingShape(StackLayout main, StackLayout fixedColumns, int logSkip)
    {
        Main = main;
        Fixed = fixedColumns;
        LogSkip = logSkip;
    }

    public StackLayout Main { get; }

    /// <summary>Empty if no chip has committed fixed columns.</summary>
    public StackLayout Fixed { get; }

    /// <summary>k: how many first variables of each matrix the skip challenge binds.</summary>
    public int LogSkip { get; }

    /// <summary>m.</summary>
    public int LogHeight => Main.LogHeight;

    /// <summary>Stack columns of both stacks.</summary>
    public int ColumnCount => Main.ColumnCount + Fixed.ColumnCount;

    /// <summary>Slots of both stacks: the number of powers of the batching challenge.</summary>
    public long SlotCount => Main.SlotCount + Fixed.SlotCount;

    /// <summary>h of the tallest instance; the point z has this many coordinates less k.</summary>
    public int TallestLogHeight => Main.MatrixCount == 0 ? 0 : Main.Matrix(0).LogHeight;

    /// <summary>
    /// Takes the matrices of each stack, tallest first. False if one is shorter than 2^k rows, or
    /// taller than the stack, or a fixed one is taller than all instances, so that it has no point.
    /// </summary>
    public static bool TryCreate(
        ReadOnlySpan<StackedMatrix> main,
        ReadOnlySpan<StackedMatrix> fixedColumns,
        int logHeight,
        int logSkip,
        out StackingShape? shape)
    {
        shape = null;
        if (!StackLayout.TryCreate(main, logHeight, out StackLayout? mainLayout)
            || !StackLayout.TryCreate(fixedColumns, logHeight, out StackLayout? fixedLayout)
            || mainLayout is null
            || fixedLayout is null
            || !AreAtLeast(main, logSkip)
            || !AreAtLeast(fixedColumns, logSkip))
        {
            return false;
        }

        shape = new StackingShape(mainLayout, fixedLayout, logSkip);
        return fixedColumns.Length == 0 || fixedColumns[0].LogHeight <= shape.TallestLogHeight;
    }

    /// <summary>
    /// The sum over all matrix columns of gamma^slot times the column's evaluation. Evaluations come
    /// matrix by matrix.
    /// </summary>
    public Ext5 Batch(
        Ext5 gamma, ReadOnlySpan<Ext5> mainEvaluations, ReadOnlySpan<Ext5> fixedEvaluations) =>
        Batch(Main, gamma, mainEvaluations)
            + (gamma.Pow((ulong)Main.SlotCount) * Batch(Fixed, gamma, fixedEvaluations));

    /// <summary>Number of column evaluations of a stack: the sum of its matrices' widths.</summary>
    public static int EvaluationCount(StackLayout layout)
    {
        int count = 0;
        for (int group = 0; group < layout.GroupCount; group++)
        {
            count += layout.Group(group).UsedSlotCount;
        }

        return count;
    }

    private static bool AreAtLeast(ReadOnlySpan<StackedMatrix> matrices, int logHeight)
    {
        for (int i = 0; i < matrices.Length; i++)
        {
            if (matrices[i].LogHeight < logHeight)
            {
                return false;
            }
        }

        return true;
    }

    private static Ext5 Batch(StackLayout layout, Ext5 gamma, ReadOnlySpan<Ext5> evaluations)
    {
        Ext5 sum = Ext5.Zero;
        int first = 0;
        for (int i = 0; i < layout.GroupCount; i++)
        {
            StackGroup group = layout.Group(i);
            Ext5 groupSum = Ext5.Zero;
            for (int slot = group.UsedSlotCount - 1; slot >= 0; slot--)
            {
                groupSum = (groupSum * gamma) + evaluations[first + slot];
            }

            sum += groupSum * gamma.Pow((ulong)group.FirstSlot);
            first += group.UsedSlotCount;
        }

        return sum;
    }
}
