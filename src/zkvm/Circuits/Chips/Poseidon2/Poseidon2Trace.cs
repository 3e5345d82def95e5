using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;

/// <summary>
/// Writes compressions to a trace, 16 rows at a time: a column's 16 rows are one cache line, and a store
/// of one row alone would touch a line for each of its columns.
/// </summary>
internal ref struct Poseidon2Trace
{
    private const int Lanes = SixteenLanes.Lanes;

    private readonly TraceMatrix _trace;
    private readonly int _first;
    private readonly int _count;
    private readonly BabyBear[] _inputs = new BabyBear[Lanes * Poseidon2Rounds.InputCount];
    private readonly BabyBear[] _multiplicities = new BabyBear[Lanes];
    private int _next;
    private int _written;

    /// <param name="trace">The trace, zero before.</param>
    /// <param name="first">Number of compressions that belong to the instances before this one.</param>
    /// <param name="count">Number of compressions of this instance.</param>
    public Poseidon2Trace(TraceMatrix trace, int first, int count)
    {
        _trace = trace;
        _first = first;
        _count = count;
    }

    public void AddLeaf(in LeafWords words, uint multiplicity)
    {
        if (!TryBegin(multiplicity, out int lane))
        {
            return;
        }

        for (int i = 0; i < MemoryTreeHash.LeafLimbs; i++)
        {
            uint limb = (ushort)(words[i / 4] >> (16 * (i % 4)));
            _inputs[(Lanes * i) + lane] = BabyBear.FromUInt32(limb);
        }

        _inputs[(Lanes * MemoryTreeHash.LeafLimbs) + lane] = BabyBear.FromUInt32(MemoryTreeHash.LeafTag);
        End();
    }

    public void AddNode(in NodeRecord node)
    {
        if (!TryBegin((node.InFirst ? 1u : 0u) + (node.InLast ? 1u : 0u), out int lane))
        {
            return;
        }

        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            _inputs[(Lanes * i) + lane] = BabyBear.FromRaw(node.Left[i]);
            _inputs[(Lanes * (MemoryDigest.Length + i)) + lane] = BabyBear.FromRaw(node.Right[i]);
        }

        _inputs[(Lanes * 2 * MemoryDigest.Length) + lane] = BabyBear.FromUInt32(MemoryTreeHash.NodeTag);
        End();
    }

    /// <summary>Writes the rows that do not fill a vector.</summary>
    public void Complete()
    {
        int rest = _written % Lanes;
        if (rest != 0)
        {
            Write(_written - rest, rest);
        }
    }

    // False for a compression of another instance.
    private bool TryBegin(uint multiplicity, out int lane)
    {
        int row = _next++ - _first;
        lane = row % Lanes;
        if ((uint)row >= (uint)_count)
        {
            return false;
        }

        for (int i = 0; i < Poseidon2Rounds.InputCount; i++)
        {
            _inputs[(Lanes * i) + lane] = BabyBear.Zero;
        }

        _multiplicities[lane] = BabyBear.FromUInt32(multiplicity);
        return true;
    }

    private void End()
    {
        _written++;
        if (_written % Lanes == 0)
        {
            Write(_written - Lanes, Lanes);
        }
    }

    private readonly unsafe void Write(int row, int rowCount)
    {
        Span<SixteenLanes> inputs = stackalloc SixteenLanes[Poseidon2Rounds.InputCount];
        TraceSink sink = new(_trace, row, rowCount);
        fixed (BabyBear* source = _inputs, counts = _multiplicities)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = SixteenLanes.Load(source + (Lanes * i));
                sink.Commit(inputs[i], Poseidon2Rounds.FirstInput + i, "");
            }

            sink.Commit(SixteenLanes.One, Poseidon2Rounds.IsReal, "");
            sink.Commit(SixteenLanes.Load(counts), Poseidon2Rounds.Multiplicity, "");
            Poseidon2Rounds.Run<TraceSink, SixteenLanes>(ref sink, inputs, SixteenLanes.One);
        }
    }

    private readonly unsafe struct TraceSink(TraceMatrix trace, int row, int rowCount)
        : IColumnSink<SixteenLanes>
    {
        private readonly BabyBear* _rows = trace.ColumnPointer(0) + row;
        private readonly int _logHeight = trace.LogHeight;

        public SixteenLanes Commit(SixteenLanes value, int column, string label)
        {
            BabyBear* target = _rows + ((nint)column << _logHeight);
            if (rowCount == Lanes)
            {
                value.StoreLine(target);
            }
            else
            {
                value.Store(target, rowCount);
            }

            return value;
        }
    }
}
