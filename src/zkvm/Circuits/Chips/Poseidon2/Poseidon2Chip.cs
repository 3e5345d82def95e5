using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;

/// <summary>
/// One compression of the memory tree a row: sends (19 inputs, 9 outputs) on the Poseidon2 bus, as often
/// as the row says. Every such message is true, so the multiplicity is free (see the lookup tables).
/// </summary>
public sealed class Poseidon2Chip : Chip
{
    public override string Name => "Poseidon2";

    public override int Width => Poseidon2Rounds.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        T isReal = builder.Main(Poseidon2Rounds.IsReal);
        T multiplicity = builder.Main(Poseidon2Rounds.Multiplicity);
        builder.AssertZero(isReal * (isReal - T.One), "is real");
        builder.AssertZero(multiplicity * (T.One - isReal), "padding is not used");

        Message<T> storage = default;
        Span<T> message = storage;
        Span<T> inputs = message.Slice(0, Poseidon2Rounds.InputCount);
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = builder.Main(Poseidon2Rounds.FirstInput + i);
        }

        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            message[inputs.Length + i] = builder.Main(Poseidon2Rounds.FirstOutput + i);
        }

        builder.Interact(Buses.Poseidon2, multiplicity, message);
        ConstraintSink<TBuilder, T> sink = new(ref builder);
        Poseidon2Rounds.Run<ConstraintSink<TBuilder, T>, T>(ref sink, inputs, isReal);
    }

    public override int CountRows(SegmentRecord segment)
    {
        int rows = segment.Leaves.Count + segment.Nodes.Count;
        foreach (ref readonly LeafRecord leaf in segment.Leaves.Span)
        {
            rows += IsChanged(in leaf) ? 1 : 0;
        }

        return rows;
    }

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Poseidon2Trace rows = new(trace, first, count);
        foreach (ref readonly LeafRecord leaf in segment.Leaves.Span)
        {
            bool isChanged = IsChanged(in leaf);
            rows.AddLeaf(in leaf.First, isChanged ? 1u : 2u);
            if (isChanged)
            {
                rows.AddLeaf(in leaf.Last, 1);
            }
        }

        foreach (ref readonly NodeRecord node in segment.Nodes.Span)
        {
            rows.AddNode(in node);
        }

        rows.Complete();
    }

    private static bool IsChanged(in LeafRecord leaf) =>
        !((ReadOnlySpan<ulong>)leaf.First).SequenceEqual(leaf.Last);

    [InlineArray(Poseidon2Rounds.InputCount + MemoryDigest.Length)]
    private struct Message<T>
    {
        private T _first;
    }

    private readonly ref struct ConstraintSink<TBuilder, T> : IColumnSink<T>
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        private readonly ref TBuilder _builder;

        public ConstraintSink(ref TBuilder builder) => _builder = ref builder;

        public T Commit(T value, int column, string label)
        {
            T committed = _builder.Main(column);
            _builder.AssertZero(value - committed, label);
            return committed;
        }
    }
}
