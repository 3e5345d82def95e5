namespace ZeroSharp.Stark.Verifier;

/// <summary>The size of one matrix whose columns are stacked: an instance's trace, or a chip's table.</summary>
public readonly struct StackedMatrix
{
    public readonly int Width;
    public readonly int LogHeight;

    public StackedMatrix(int width, int logHeight)
    {
        Width = width;
        LogHeight = logHeight;
    }
}

/// <summary>
/// The stack columns that hold matrices of one height. Slot s of stack column j is the group's slot
/// (j - FirstColumn) 2^(m - LogHeight) + s; matrix columns fill the group's slots in order.
/// </summary>
public readonly struct StackGroup
{
    public readonly int LogHeight;

    /// <summary>The first of the group's stack columns.</summary>
    public readonly int FirstColumn;

    /// <summary>How many stack columns the group has.</summary>
    public readonly int ColumnCount;

    /// <summary>
    /// Slots of all groups before this one, used or not: each slot of a stack has a number of its own,
    /// so that what lies in an unused slot can never be taken for another column.
    /// </summary>
    public readonly long FirstSlot;

    /// <summary>How many of the group's slots hold a column; the others are zero.</summary>
    public readonly int UsedSlotCount;

    public StackGroup(int logHeight, int firstColumn, int columnCount, long firstSlot, int usedSlotCount)
    {
        LogHeight = logHeight;
        FirstColumn = firstColumn;
        ColumnCount = columnCount;
        FirstSlot = firstSlot;
        UsedSlotCount = usedSlotCount;
    }
}

/// <summary>
/// Where the columns of all matrices lie in a stack of 2^m rows. Matrices come tallest first; those of
/// one height share the stack columns of a group, 2^(m - h) slots of 2^h rows in each. A slot of height
/// h starts at row slot * 2^h. Heights 0..m are possible, but a group takes at least one stack column,
/// so a machine pads short traces to a few heights.
/// </summary>
public sealed class StackLayout
{
    /// <summary>Largest m: rows are numbered by int, and the code's domain is twice as large.</summary>
    public const int MaxLogHeight = 26;

    /// <summary>Bound on the number of stack columns.</summary>
    public const int MaxColumnCount = 1 << 16;

    private readonly StackedMatrix[] _matrices;
    private readonly int[] _groupOfMatrix;
    private readonly int[] _groupSlotOfMatrix;
    private readonly StackGroup[] _groups;

    private StackLayout(
        StackedMatrix[] matrices,
        int[] groupOfMatrix,
        int[] groupSlotOfMatrix,
        StackGroup[] groups,
        int logHeight,
        int columnCount,
        long slotCount)
    {
        _matrices = matrices;
        _groupOfMatrix = groupOfMatrix;
        _groupSlotOfMatrix = groupSlotOfMatrix;
        _groups = groups;
        LogHeight = logHeight;
        ColumnCount = columnCount;
        SlotCount = slotCount;
    }

    /// <summary>m: log2 of the number of rows of every stack column.</summary>
    public int LogHeight { get; }

    /// <summary>B: the number of stack columns; zero for an empty stack.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of slots of all groups, used or not.</summary>
    public long SlotCount { get; }

    public int GroupCount => _groups.Length;

    public int MatrixCount => _matrices.Length;

    public StackGroup Group(int group) => _groups[group];

    public StackedMatrix Matrix(int matrix) => _matrices[matrix];

    public int GroupOfMatrix(int matrix) => _groupOfMatrix[matrix];

    /// <summary>
    /// Lays out matrices that are sorted, tallest first; matrices of width zero take no place. False
    /// if they are not sorted, if one is taller than 2^<paramref name="logHeight"/>, or too many.
    /// </summary>
    public static bool TryCreate(
        ReadOnlySpan<StackedMatrix> matrices, int logHeight, out StackLayout? layout)
    {
        layout = null;
        if (logHeight < 0 || logHeight > MaxLogHeight)
        {
            return false;
        }

        int[] groupOfMatrix = new int[matrices.Length];
        int[] groupSlotOfMatrix = new int[matrices.Length];
        StackGroup[] groups = new StackGroup[logHeight + 1];
        int groupCount = 0;
        int columnCount = 0;
        long slotCount = 0;
        int i = 0;
        while (i < matrices.Length)
        {
            int height = matrices[i].LogHeight;
            int previous = i == 0 ? logHeight : matrices[i - 1].LogHeight;
            if (height < 0 || height > previous)
            {
                return false;
            }

            long used = 0;
            for (; i < matrices.Length && matrices[i].LogHeight == height; i++)
            {
                int width = matrices[i].Width;
                groupOfMatrix[i] = groupCount;
                groupSlotOfMatrix[i] = (int)used;
                used += width;
                if (width < 0 || used > 1 << 30)
                {
                    return false;
                }
            }

            int logSlots = logHeight - height;
            int columns = (int)((used + (1L << logSlots) - 1) >> logSlots);
            if (columns > MaxColumnCount - columnCount)
            {
                return false;
            }

            groups[groupCount] = new StackGroup(height, columnCount, columns, slotCount, (int)used);
            groupCount++;
            columnCount += columns;
            slotCount += (long)columns << logSlots;
        }

        layout = new StackLayout(
            matrices.ToArray(),
            groupOfMatrix,
            groupSlotOfMatrix,
            groups.AsSpan(0, groupCount).ToArray(),
            logHeight,
            columnCount,
            slotCount);
        return true;
    }

    /// <summary>The number of a matrix column's slot, counted over all groups.</summary>
    public long SlotNumber(int matrix, int column) =>
        _groups[_groupOfMatrix[matrix]].FirstSlot + _groupSlotOfMatrix[matrix] + column;

    /// <summary>The stack column and the slot in it where a matrix column lies.</summary>
    public void Locate(int matrix, int column, out int stackColumn, out int slot)
    {
        StackGroup group = _groups[_groupOfMatrix[matrix]];
        int groupSlot = _groupSlotOfMatrix[matrix] + column;
        int logSlots = LogHeight - group.LogHeight;
        stackColumn = group.FirstColumn + (groupSlot >> logSlots);
        slot = groupSlot & ((1 << logSlots) - 1);
    }

    /// <summary>The group that a stack column belongs to.</summary>
    public int GroupOfColumn(int stackColumn)
    {
        int group = 0;
        while (stackColumn >= _groups[group].FirstColumn + _groups[group].ColumnCount)
        {
            group++;
        }

        return group;
    }

    /// <summary>The matrix column in a slot of a stack column; false if the slot is unused.</summary>
    public bool TryGetOwner(int stackColumn, int slot, out int matrix, out int column)
    {
        int groupIndex = GroupOfColumn(stackColumn);
        StackGroup group = _groups[groupIndex];
        int logSlots = LogHeight - group.LogHeight;
        int groupSlot = ((stackColumn - group.FirstColumn) << logSlots) + slot;
        matrix = 0;
        column = 0;
        if (groupSlot >= group.UsedSlotCount)
        {
            return false;
        }

        for (matrix = 0; matrix < _matrices.Length; matrix++)
        {
            column = groupSlot - _groupSlotOfMatrix[matrix];
            if (_groupOfMatrix[matrix] == groupIndex && column >= 0 && column < _matrices[matrix].Width)
            {
                return true;
            }
        }

        return false;
    }
}
