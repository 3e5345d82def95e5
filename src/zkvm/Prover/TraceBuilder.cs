using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>Fills the traces of all chips from the record of a segment.</summary>
internal sealed class TraceBuilder(
    ProgramImage program, IReadOnlyList<Chip> chips, int minLogHeight, int maxLogHeight)
{
    /// <summary>The traces of a segment; the caller disposes of them.</summary>
    public List<MachineTrace> Build(SegmentRecord segment, int threadCount)
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
                AddParts(parts, i, chips[i].CountRows(segment));
            }
        }

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

    // One instance, or where that would be mostly padding a full one and the rest: 600,000 rows are
    // 2^19 and 2^17 rather than 2^20.
    private void AddParts(List<Part> parts, int chip, int rows)
    {
        int first = 0;
        while (first < rows)
        {
            int rest = rows - first;
            int logHeight = minLogHeight;
            while (1 << logHeight < rest && logHeight < maxLogHeight)
            {
                logHeight++;
            }

            bool isSparse = logHeight > minLogHeight && (long)rest * 4 < 3L << logHeight;
            if (isSparse)
            {
                logHeight--;
            }

            int count = Math.Min(rest, 1 << logHeight);
            parts.Add(new Part(chip, first, count, logHeight));
            first += count;
        }
    }

    private readonly record struct Part(int Chip, int First, int Count, int LogHeight);
}
