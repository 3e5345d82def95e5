using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The part of the stacking sumcheck that belongs to the matrices of one height h, of both stacks: the
/// sum over slots s and rows b of gamma^s T(b) Q(s, b). In its first m - h rounds it needs only the sums
/// over b for each s, in the next k rounds only the sums over the other rows for each of 2^k row blocks,
/// and in the last h - k rounds a table over rows against eq(z, row).
/// </summary>
internal sealed class StackingHeight : IDisposable
{
    private readonly int _logHeight;
    private readonly int _slotRounds;
    private readonly int _skipRounds;
    private readonly Ext5 _gamma;
    private readonly Ext5[] _skipWeights;
    private readonly Ext5[] _z;
    private readonly List<FoldedGroup> _groups = [];
    private readonly List<Ext5> _point = [];
    private Ext5[] _left;
    private Ext5[] _right;
    private Ext5 _scale = Ext5.One;
    private RowTable? _rows;

    /// <summary>z has the h - k coordinates of this height.</summary>
    public StackingHeight(
        int logHeight,
        int logStackHeight,
        Ext5 gamma,
        ReadOnlySpan<Ext5> skipWeights,
        ReadOnlySpan<Ext5> z)
    {
        _logHeight = logHeight;
        _slotRounds = logStackHeight - logHeight;
        _skipRounds = int.Log2(skipWeights.Length);
        _gamma = gamma;
        _skipWeights = skipWeights.ToArray();
        _z = z.ToArray();
        _left = [];
        _right = [];
    }

    /// <summary>True if no stack has columns of this height.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Adds the group of this height of a stack whose first slot has this number.</summary>
    public void Add(StackColumns stack, long firstSlot, ReadOnlySpan<Ext5> evaluations)
    {
        int firstEvaluation = 0;
        for (int i = 0; i < stack.Layout.GroupCount; i++)
        {
            StackGroup group = stack.Layout.Group(i);
            if (group.LogHeight == _logHeight && group.UsedSlotCount > 0)
            {
                Ext5 weight = _gamma.Pow((ulong)(firstSlot + group.FirstSlot));
                AddSlotSums(weight, evaluations.Slice(firstEvaluation, group.UsedSlotCount));
                _groups.Add(new FoldedGroup(stack, i, weight));
            }

            firstEvaluation += group.UsedSlotCount;
        }
    }

    /// <summary>The constant and the quadratic coefficient of this height's part of a round.</summary>
    public (Ext5 AtZero, Ext5 AtInfinity) Evaluate(int round, int threadCount)
    {
        if (round >= _slotRounds + _skipRounds)
        {
            int coordinate = round - _slotRounds - _skipRounds;
            return _rows!.Evaluate(_z.AsSpan(coordinate), _scale, threadCount);
        }

        if (round == _slotRounds)
        {
            StartRows(threadCount);
        }

        Ext5 atZero = Ext5.Zero;
        Ext5 atInfinity = Ext5.Zero;
        int half = _left.Length / 2;
        for (int i = 0; i < half; i++)
        {
            atZero += _left[i] * _right[i];
            atInfinity += (_left[i + half] - _left[i]) * (_right[i + half] - _right[i]);
        }

        return (atZero * _scale, atInfinity * _scale);
    }

    /// <summary>Binds the round's variable.</summary>
    public void Bind(int round, Ext5 challenge, int threadCount)
    {
        _point.Add(challenge);
        int coordinate = round - _slotRounds - _skipRounds;
        if (coordinate >= 0)
        {
            Ext5 both = _z[coordinate] * challenge;
            _scale *= Ext5.One - _z[coordinate] - challenge + both + both;
            _rows!.Bind(challenge, threadCount);
            return;
        }

        _left = Halve(_left, challenge);
        _right = Halve(_right, challenge);
        if (coordinate == -1)
        {
            _scale *= _left[0];
            _rows!.BindBlocks(_point[_slotRounds..].ToArray(), threadCount);
        }
    }

    public void Dispose() => _rows?.Dispose();

    private static Ext5[] Halve(Ext5[] table, Ext5 challenge)
    {
        Ext5[] bound = new Ext5[table.Length / 2];
        for (int i = 0; i < bound.Length; i++)
        {
            bound[i] = table[i] + (challenge * (table[i + bound.Length] - table[i]));
        }

        return bound;
    }

    // Sums gamma^(first slot of the stack column) * evaluation over the columns that share a slot.
    private void AddSlotSums(Ext5 weight, ReadOnlySpan<Ext5> evaluations)
    {
        int slots = 1 << _slotRounds;
        if (_left.Length == 0)
        {
            _left = new Ext5[slots];
            _right = new Ext5[slots];
            _left[0] = Ext5.One;
            for (int i = 1; i < slots; i++)
            {
                _left[i] = _left[i - 1] * _gamma;
            }
        }

        Ext5 step = _gamma.Pow((ulong)slots);
        for (int i = 0; i < evaluations.Length; i++)
        {
            if (i > 0 && i % slots == 0)
            {
                weight *= step;
            }

            _right[i % slots] += weight * evaluations[i];
        }
    }

    /// <summary>All slot variables are bound: folds the columns, and sums each row block.</summary>
    private void StartRows(int threadCount)
    {
        Ext5[] slotWeights = EqualityWeights.Expand(_point.ToArray());
        _scale = _left[0];
        _rows = new RowTable(_logHeight);
        _rows.Fold(_groups, slotWeights, _gamma.Pow((ulong)slotWeights.Length), threadCount);
        _left = _skipWeights;
        _right = _rows.BlockSums(_skipRounds, _z, threadCount);
    }
}

/// <summary>A group of a stack with the weight gamma^(number of its first slot).</summary>
internal readonly record struct FoldedGroup(StackColumns Stack, int Group, Ext5 Weight);
