using System.Numerics;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>Fills the traces of all chips from the record of a segment.</summary>
internal sealed class TraceBuilder(ProgramImage program, IReadOnlyList<Chip> chips, VerifyingKey machine)
{
    /// <summary>
    /// Splitting an instance saves padding, but costs an evaluation of each column in the proof, so it has
    /// to save this many cells.
    /// </summary>
    private const long CellsWorthASplit = 1 << 18;

    /// <summary>The traces of a segment; the caller disposes of them.</summary>
    public List<MachineTrace> Build(SegmentRecord segment, int threadCount)
    {
        List<Part> parts = Split(segment);
        TraceMatrix[] traces =
            [.. parts.Select(part => new TraceMatrix(chips[part.Chip].Width, part.LogHeight))];
        LookupCounts total = new(program.TextBase, program.Instructions.Length);
        ParallelOptions options = new() { MaxDegreeOfParallelism = threadCount };
        Parallel.For(
            0,
            parts.Count,
            options,
            () => new LookupCounts(program.TextBase, program.Instructions.Length),
            (i, _, counts) =>
            {
                if (chips[parts[i].Chip] is not LookupTableChip)
                {
                    Fill(segment, parts[i], traces[i], counts);
                }

                return counts;
            },
            counts =>
            {
                lock (total)
                {
                    total.Add(counts);
                }
            });
        for (int i = 0; i < parts.Count; i++)
        {
            if (chips[parts[i].Chip] is LookupTableChip)
            {
                Fill(segment, parts[i], traces[i], total);
            }
        }

        return [.. parts.Select((part, i) => new MachineTrace(part.Chip, traces[i]))];
    }

    private void Fill(SegmentRecord segment, Part part, TraceMatrix trace, LookupCounts counts) =>
        chips[part.Chip].Fill(segment, part.First, part.Count, trace, counts);

    // As few instances as possible, unless the fractions then exceed a power of two that they need not.
    private List<Part> Split(SegmentRecord segment)
    {
        List<Part> parts = Split(segment, CellsWorthASplit);
        List<Part> finest = Split(segment, 0);
        return BitOperations.Log2((ulong)Fractions(finest)) < BitOperations.Log2((ulong)Fractions(parts))
            ? finest
            : parts;
    }

    private List<Part> Split(SegmentRecord segment, long cellsWorthASplit)
    {
        List<Part> parts = [];
        for (int i = 0; i < chips.Count; i++)
        {
            if (chips[i] is LookupTableChip table)
            {
                parts.Add(new Part(i, 0, 1 << table.Fixed!.LogHeight, table.Fixed.LogHeight));
            }
            else
            {
                AddParts(parts, i, chips[i].CountRows(segment), cellsWorthASplit);
            }
        }

        return parts;
    }

    private long Fractions(List<Part> parts) =>
        parts.Sum(part => (long)machine.Airs[part.Chip].BusUses.Length << part.LogHeight) - 1;

    // One instance, or a full one of half the height and the rest: 600,000 rows are 2^19 and 2^17 rather
    // than 2^20.
    private void AddParts(List<Part> parts, int chip, int rows, long cellsWorthASplit)
    {
        int first = 0;
        while (first < rows)
        {
            int rest = rows - first;
            int logHeight = LogHeight(rest);
            if (logHeight > machine.Parameters.MinLogHeight)
            {
                int half = 1 << (logHeight - 1);
                long saved = half - (1L << LogHeight(Math.Max(rest - half, 1)));
                if (rest > half && saved > 0 && saved * chips[chip].Width >= cellsWorthASplit)
                {
                    logHeight--;
                }
            }

            int count = Math.Min(rest, 1 << logHeight);
            parts.Add(new Part(chip, first, count, logHeight));
            first += count;
        }
    }

    // The least height for so many rows, or the largest if there is none.
    private int LogHeight(int rows)
    {
        int logHeight = machine.Parameters.MinLogHeight;
        while (1 << logHeight < rows && logHeight < machine.Parameters.LogStackHeight)
        {
            logHeight++;
        }

        return logHeight;
    }

    private readonly record struct Part(int Chip, int First, int Count, int LogHeight);
}
