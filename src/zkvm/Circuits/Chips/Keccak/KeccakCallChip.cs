using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Keccak;

/// <summary>
/// The call that permutes 25 words in place: gives the old words to the Keccak bus as round 0, and
/// takes the new ones from it as round 24. The time of the accesses tells the calls of a segment apart.
/// </summary>
public sealed class KeccakCallChip : Chip
{
    private static readonly int Old = CallColumns.End;
    private static readonly int New = Old + KeccakColumns.StateLimbs;
    private static readonly int Elapsed = New + KeccakColumns.StateLimbs;

    public override string Name => "KeccakCall";

    public override int Width => Elapsed + (2 * KeccakRound.Lanes);

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = CallColumns.Eval(row, EcallNumber.KeccakF1600, pcStep: 4);
        WordAccesses<TBuilder, T> words = new(row, isReal, Elapsed);
        for (int i = 0; i < KeccakRound.Lanes; i++)
        {
            words.Write(i, row.Limbs(Old + (4 * i)), row.Limbs(New + (4 * i)));
        }

        KeccakMessage<T> storage = default;
        Span<T> message = storage;
        message[0] = CallColumns.AccessTime(row);
        message[1] = T.Zero;
        for (int i = 0; i < KeccakColumns.StateLimbs; i++)
        {
            message[2 + i] = row[Old + i];
        }

        row.Send(Buses.Keccak, isReal, message);
        message[1] = Row<TBuilder, T>.Constant(KeccakRound.Rounds);
        for (int i = 0; i < KeccakColumns.StateLimbs; i++)
        {
            message[2 + i] = row[New + i];
        }

        row.Receive(Buses.Keccak, isReal, message);
    }

    public override int CountRows(SegmentRecord segment) => segment.KeccakCalls.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < count; i++)
        {
            EcallRecord call = segment.KeccakCalls[first + i];
            RowWriter row = rows.Next();
            CallColumns.Fill(row, call, Elapsed);
            for (int word = 0; word < KeccakRound.Lanes; word++)
            {
                row.SetLimbs(Old + (4 * word), call.Old[word]);
                row.SetLimbs(New + (4 * word), call.New[word]);
            }
        }
    }
}
