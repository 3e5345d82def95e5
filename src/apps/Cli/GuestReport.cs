using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Cli;

/// <summary>
/// What execution in the zkVM takes: a timed run, a second one that counts cells, and on demand a third one for
/// the profile, so that counting costs no speed.
/// </summary>
/// <param name="Run">The timed run.</param>
/// <param name="Cells">Cells with segments of the default bound on memory, padding not counted.</param>
/// <param name="Profile">Cycles by function, most first; null unless asked for.</param>
internal sealed record GuestReport(GuestRun Run, CellCount Cells, IReadOnlyList<FunctionCycles>? Profile)
{
    private const int PrintedFunctions = 40;

    public static GuestReport Of(
        PreparedBlock block, Statement expected, bool withProfile, CancellationToken cancellation)
    {
        GuestRun run = GuestRun.Execute(block, expected, cancellation);
        ProgramImage program = BlockProgram.Load();
        CellCount cells = CellCount.Of(program, block.Input, ProvingPlan.DefaultLimits(program));
        cancellation.ThrowIfCancellationRequested();
        return new GuestReport(run, cells, withProfile ? FunctionProfile.Of(program, block.Input) : null);
    }

    public void Print(ulong gasUsed)
    {
        double perGas = gasUsed == 0 ? 0 : (double)Run.Cycles / gasUsed;
        long cells = Cells.Total.Cells;
        Line("cycles", $"{Run.Cycles:N0} ({perGas:F1} M a Mgas; {Run.Cycles / Run.Seconds / 1e6:F0} MIPS)");
        Line("cells", $"{cells:N0} ({(double)cells / Run.Cycles:F1} a cycle), {Cells.Segments} segments");
        if (Profile is null)
        {
            return;
        }

        CellTable.Print(Cells.ByEvent().Select(item => (item.Name, item.Rows, item.Cost.Cells)));
        Console.WriteLine($"{"self cycles",14}{"self",9}{"inclusive",12}  function");
        foreach (FunctionCycles function in Profile.Take(PrintedFunctions))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{function.Self,14:N0}{Share(function.Self),7:F2} %{Share(function.Inclusive),10:F2} %  "
                + $"{function.Name}"));
        }
    }

    /// <summary>Writes the same as members of the object that is being written.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("cycles", Run.Cycles);
        writer.WriteNumber("cells", Cells.Total.Cells);
        writer.WriteNumber("segments", Cells.Segments);
        writer.WriteStartArray("cells_by_event");
        foreach ((string name, long rows, TraceCost cost) in Cells.ByEvent())
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            writer.WriteNumber("rows", rows);
            writer.WriteNumber("cells", cost.Cells);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (Profile is null)
        {
            return;
        }

        writer.WriteStartArray("profile");
        foreach (FunctionCycles function in Profile)
        {
            writer.WriteStartObject();
            writer.WriteString("function", function.Name);
            writer.WriteNumber("self", function.Self);
            writer.WriteNumber("inclusive", function.Inclusive);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Line(string name, FormattableString value) =>
        StatementText.Line(name, value.ToString(CultureInfo.InvariantCulture));

    private double Share(ulong cycles) => 100.0 * cycles / Run.Cycles;
}
