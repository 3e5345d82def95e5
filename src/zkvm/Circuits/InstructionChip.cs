using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits;

/// <summary>A chip with one row for each executed instruction of one class.</summary>
public abstract class InstructionChip(OpcodeClass opcodeClass) : Chip
{
    public OpcodeClass OpcodeClass => opcodeClass;

    public override string Name => opcodeClass.ToString();

    public override int CountRows(SegmentRecord segment) => segment.Steps[(int)opcodeClass].Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Span<StepRecord> steps = segment.Steps[(int)opcodeClass].Span.Slice(first, count);
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < steps.Length; i++)
        {
            FillRow(rows.Next(), in steps[i]);
        }
    }

    internal abstract void FillRow(RowWriter row, in StepRecord step);
}
