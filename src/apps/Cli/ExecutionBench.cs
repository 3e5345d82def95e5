using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Cli;

/// <summary>What blocks cost in the zkVM, by gas and by part of the program, without a proof.</summary>
internal sealed class ExecutionBench
{
    private readonly List<Row> _rows = [];
    private readonly ProgramImage _program = BlockProgram.Load();

    /// <summary>Executes a block natively and in the zkVM, and counts.</summary>
    /// <exception cref="WitnessException">The block is not valid.</exception>
    public void Add(PreparedBlock block, CancellationToken cancellation)
    {
        Statement statement = BlockExecution.Run(block.Witness, block.Input).Statement;
        GuestRun run = GuestRun.Execute(block, statement, cancellation);
        SegmentLimits limits = ProvingPlan.DefaultLimits(_program);
        CellCount cells = CellCount.Of(_program, block.Input, limits);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<GroupCost> parts = FunctionProfile.ByGroup(_program, block.Input, GuestParts.Of, limits);
        cancellation.ThrowIfCancellationRequested();
        _rows.Add(new Row(statement, run.Cycles, cells.Total.Cells, parts));
    }

    /// <summary>One line a block: cycles and cells by gas, and the shares of the cycles.</summary>
    public void Print()
    {
        Console.Write($"{"block",12}{"fork",10}{"Mgas",9}{"M cycles",10}{"/ Mgas",8}{"M cells",10}{"/ Mgas",8}");
        foreach (string part in GuestParts.All)
        {
            Console.Write($"{part,12}");
        }

        Console.WriteLine();
        foreach (Row row in _rows)
        {
            Console.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Statement.Number,12}{row.Statement.Fork,10}{row.Megagas,9:F3}{row.Cycles / 1e6,10:F2}"
                + $"{PerGas(row.Cycles, row),8}{row.Cells / 1e6,10:F0}{PerGas(row.Cells, row),8}"));
            foreach (string part in GuestParts.All)
            {
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"{100 * row.Share(part),10:F1} %"));
            }

            Console.WriteLine();
        }

        if (MeanCycles() is { } mean)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"mean over the blocks with gas: {mean:F2} M cycles a Mgas; all together {TotalCycles():F2}"));
        }
    }

    /// <summary>Writes an array with an object for each block.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (Row row in _rows)
        {
            writer.WriteStartObject();
            writer.WriteNumber("block", row.Statement.Number);
            writer.WriteNumber("chain_id", row.Statement.ChainId);
            writer.WriteString("fork", row.Statement.Fork.ToString());
            writer.WriteNumber("gas_used", row.Statement.GasUsed);
            writer.WriteNumber("cycles", row.Cycles);
            writer.WriteNumber("cells", row.Cells);
            writer.WriteStartObject("parts");
            foreach (GroupCost part in row.Parts)
            {
                writer.WriteStartObject(part.Name);
                writer.WriteNumber("cycles", part.Cycles);
                writer.WriteNumber("cells", part.Cells);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string PerGas(double count, Row row) => row.Megagas == 0
        ? "-"
        : (count / 1e6 / row.Megagas).ToString("F2", CultureInfo.InvariantCulture);

    private double? MeanCycles()
    {
        double[] all = [.. _rows.Where(row => row.Megagas > 0).Select(row => row.Cycles / 1e6 / row.Megagas)];
        return all.Length == 0 ? null : all.Average();
    }

    private double TotalCycles() =>
        _rows.Sum(row => (double)row.Cycles) / 1e6 / _rows.Sum(row => row.Megagas);

    private sealed record Row(Statement Statement, ulong Cycles, long Cells, IReadOnlyList<GroupCost> Parts)
    {
        public double Megagas => Statement.GasUsed / 1e6;

        public double Share(string part) =>
            (double)(Parts.FirstOrDefault(item => item.Name == part)?.Cycles ?? 0) / Cycles;
    }
}
