using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The columns of a stack, read out of the matrices that they consist of: no stacked copy is made.
/// </summary>
public sealed unsafe class StackColumns : IColumnSource
{
    private readonly StackLayout _layout;
    private readonly TraceMatrix[] _matrices;
    private readonly int[][] _firstOwners;

    /// <summary>Takes the matrices of the layout, in its order; they must outlive this.</summary>
    public StackColumns(StackLayout layout, TraceMatrix[] matrices)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrices.Length, layout.MatrixCount);
        for (int i = 0; i < matrices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(matrices[i].Width, layout.Matrix(i).Width);
            ArgumentOutOfRangeException.ThrowIfNotEqual(
                matrices[i].LogHeight, layout.Matrix(i).LogHeight);
        }

        _layout = layout;
        _matrices = matrices;
        _firstOwners = new int[layout.GroupCount][];
        for (int group = 0; group < _firstOwners.Length; group++)
        {
            _firstOwners[group] = OwnersOf(group);
        }
    }

    public StackLayout Layout => _layout;

    public int Count => _layout.ColumnCount;

    public int LogHeight => _layout.LogHeight;

    /// <summary>The matrix column in a slot of a group; null if the slot is unused.</summary>
    public BabyBear* Slot(int group, int groupSlot)
    {
        int[] owners = _firstOwners[group];
        if (groupSlot >= owners.Length)
        {
            return null;
        }

        int matrix = owners[groupSlot];
        int firstSlot = (int)(_layout.SlotNumber(matrix, 0) - _layout.Group(group).FirstSlot);
        return _matrices[matrix].ColumnPointer(groupSlot - firstSlot);
    }

    public void Read(int column, int firstRow, Span<BabyBear> values)
    {
        int groupIndex = _layout.GroupOfColumn(column);
        StackGroup group = _layout.Group(groupIndex);
        int firstSlot = (column - group.FirstColumn) << (LogHeight - group.LogHeight);
        while (values.Length > 0)
        {
            int slot = firstSlot + (firstRow >> group.LogHeight);
            int row = firstRow & ((1 << group.LogHeight) - 1);
            int count = Math.Min(values.Length, (1 << group.LogHeight) - row);
            BabyBear* source = Slot(groupIndex, slot);
            if (source is null)
            {
                values[..count].Clear();
            }
            else
            {
                new ReadOnlySpan<BabyBear>(source + row, count).CopyTo(values);
            }

            values = values[count..];
            firstRow += count;
        }
    }

    private int[] OwnersOf(int group)
    {
        int[] owners = new int[_layout.Group(group).UsedSlotCount];
        int slot = 0;
        for (int matrix = 0; matrix < _matrices.Length; matrix++)
        {
            if (_layout.GroupOfMatrix(matrix) == group)
            {
                owners.AsSpan(slot, _matrices[matrix].Width).Fill(matrix);
                slot += _matrices[matrix].Width;
            }
        }

        return owners;
    }
}
