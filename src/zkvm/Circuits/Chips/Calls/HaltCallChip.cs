using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Calls;

/// <summary>
/// The call that ends a run: puts the exit code, the low 32 bits of a0, on the Halt bus, where the verifier
/// takes exactly one if the segment halts and none otherwise. The pc stays, so that a machine that went
/// on would only halt again.
/// </summary>
public sealed class HaltCallChip : Chip
{
    public override string Name => "HaltCall";

    public override int Width => CallColumns.End;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = CallColumns.Eval(row, EcallNumber.Halt, pcStep: 0);
        Limbs<T> exitCode = row.Limbs(CallColumns.Argument);
        row.Send(Buses.Halt, isReal, [exitCode.L0, exitCode.L1]);
    }

    public override int CountRows(SegmentRecord segment) => segment.HaltCalls.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Span<StepRecord> calls = segment.HaltCalls.Span.Slice(first, count);
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < calls.Length; i++)
        {
            CallColumns.FillStep(rows.Next(), in calls[i]);
        }
    }
}
