using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero bench: how fast blocks are proven here, from witness to verified proof.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        InputOptions input = new("block header(s) as a node returns them, which complete zero-bin inputs");
        Option<string> memory = CommonOptions.Memory();
        Option<int> threads = CommonOptions.Threads();
        Command command = new("bench", "Measures proving and verifying a block, stage by stage.")
        {
            memory, threads,
        };
        input.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            Stopwatch total = Stopwatch.StartNew();
            (IReadOnlyList<PreparedBlock> blocks, HeaderFile? headers) = await input.ReadAsync(parsed, cancellation);
            BlockInputs.RequireHeaders(blocks, headers);
            TimeSpan decode = total.Elapsed / Math.Max(1, blocks.Count);
            using ProgramProver prover = BlockProgram.CreateProver(parsed.GetValue(threads));
            await Task.Run(
                () => Measure(
                    blocks, decode, prover, CommonOptions.Bytes(parsed.GetValue(memory)!), cancellation),
                cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Measure(
        IReadOnlyList<PreparedBlock> blocks,
        TimeSpan decode,
        ProgramProver prover,
        long memory,
        CancellationToken cancellation)
    {
        foreach (PreparedBlock block in blocks)
        {
            Stopwatch total = Stopwatch.StartNew();
            Statement statement = BlockExecution.Run(block.Witness, block.Input).Statement;
            TimeSpan check = decode + total.Elapsed;
            GuestRun run = GuestRun.Execute(block, statement, cancellation);
            ProvingProgress progress = new(block.Number, run.Cycles);
            RunProof proof = prover.Prove(
                block.Input, ProvingPlan.Limits(prover, memory, block.Input), progress, cancellation);
            TimeSpan proven = decode + total.Elapsed;
            string? problem = (BlockProof.FromRun(proof)
                ?? throw new InvalidOperationException("no statement")).Verify(prover.Key);
            TimeSpan verify = decode + total.Elapsed - proven;
            Print(statement, run, progress.Reports, proof, check, proven, verify);
            CellTable.Print(progress.Reports.SelectMany(report => report.Chips).GroupBy(chip => chip.Name).Select(
                chip => (chip.Key, chip.Sum(part => part.Rows), chip.Sum(part => part.Cells))));
            if (problem is not null)
            {
                throw new InvalidOperationException($"the proof does not verify: {problem}");
            }
        }
    }

    private static void Print(
        Statement statement,
        GuestRun run,
        List<SegmentReport> reports,
        RunProof proof,
        TimeSpan decode,
        TimeSpan proven,
        TimeSpan verify)
    {
        double seconds = proven.TotalSeconds;
        double megagas = statement.GasUsed / 1e6;
        Line("block", $"{statement.Number}: {statement.GasUsed:N0} gas");
        string perGas = megagas == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $" ({run.Cycles / 1e6 / megagas:F2} M a Mgas)");
        Line("cycles", $"{run.Cycles:N0}{perGas}");
        long cells = reports.Sum(r => r.Cells);
        Line("cells", $"{cells / 1e6:N0} M ({cells / (double)run.Cycles:F0} a cycle)");
        Line("witness to proof", $"{seconds:F1} s: {run.Cycles / seconds / 1e3:F1} k cycles/s");
        Line("  decode, check", $"{decode.TotalSeconds:F2} s");
        Line("  emulate", $"{run.Seconds:F2} s ({run.Cycles / run.Seconds / 1e6:F0} MIPS)");
        Stage("  execute, tree", reports, r => r.Execution, seconds);
        Stage("  traces", reports, r => r.Trace, seconds);
        Stage("  commit", reports, r => r.Stages.Commit, seconds);
        Stage("  LogUp", reports, r => r.Stages.LogUp, seconds);
        Stage("  zerocheck", reports, r => r.Stages.Zerocheck, seconds);
        Stage("  stacking", reports, r => r.Stages.Stacking, seconds);
        Stage("  opening", reports, r => r.Stages.Opening, seconds);
        Line("segments", $"{reports.Count}, largest proof {ByteSize.Format(reports.Max(r => r.ProofBytes))}");
        Line("proof", ByteSize.Format(proof.ToBytes().Length));
        Line("verify", $"{verify.TotalSeconds * 1e3 / reports.Count:F0} ms a segment");
        using Process self = Process.GetCurrentProcess();
        Line("peak memory", ByteSize.Format(self.PeakWorkingSet64));
    }

    private static void Stage(
        string name, List<SegmentReport> reports, Func<SegmentReport, TimeSpan> time, double total)
    {
        double seconds = reports.Sum(report => time(report).TotalSeconds);
        Line(name, $"{seconds:F1} s ({100 * seconds / total:F0} %)");
    }

    private static void Line(string name, FormattableString value) =>
        Console.WriteLine($"{name,-18}{value.ToString(CultureInfo.InvariantCulture)}");

    private static void Line(string name, string value) => Console.WriteLine($"{name,-18}{value}");
}
