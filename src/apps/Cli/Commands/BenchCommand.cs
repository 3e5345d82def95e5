using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Proving;
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
        Argument<string[]> inputs = new("INPUT")
        {
            Description = "prover inputs, as of zero prove",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> execute = new("--execute")
        {
            Description = "execute only: cycles and cells by gas, and the share of each part of the program",
        };
        Option<bool> scaling = new("--scaling")
        {
            Description = "measure the parts of a distributed proof, and simulate 1 to 1000 workers like this one",
        };
        Option<int> samples = new("--samples")
        {
            Description = "with --scaling: segments that are proven",
            DefaultValueFactory = _ => 8,
        };
        Option<double> overhead = new("--task-overhead")
        {
            Description = "with --scaling: milliseconds that queue and store add to a task",
            DefaultValueFactory = _ => 25,
        };
        InputOptions options = new("block header(s) as a node returns them, which complete zero-bin inputs");
        Option<string> memory = CommonOptions.Memory();
        Option<int> threads = CommonOptions.Threads();
        AutoscalingBench autoscaling = new();
        Option<bool> json = new("--json") { Description = "with --execute, --scaling or --autoscaling: print JSON" };
        Command command = new("bench", "Measures executing, proving and verifying blocks, stage by stage.")
        {
            inputs, execute, scaling, samples, overhead, memory, threads, json,
        };
        options.AddTo(command);
        autoscaling.AddTo(command);
        command.Validators.Add(result =>
        {
            bool isSimulation = autoscaling.IsAskedFor(result);
            bool hasInput = result.GetValue(inputs) is { Length: > 0 };
            if (isSimulation && (hasInput || result.GetValue(execute) || result.GetValue(scaling)))
            {
                result.AddError("--autoscaling simulates: it takes no INPUT, --execute or --scaling.");
            }
            else if (!isSimulation && !hasInput)
            {
                result.AddError("Name at least one INPUT, or give --autoscaling.");
            }

            if (result.GetValue(json) && !result.GetValue(execute) && !result.GetValue(scaling) && !isSimulation)
            {
                result.AddError("--json is for --execute, --scaling and --autoscaling.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (autoscaling.IsAskedFor(parsed))
            {
                autoscaling.Run(parsed, parsed.GetValue(json));
                return ExitCode.Success;
            }

            string[] paths = parsed.GetValue(inputs)!;
            WitnessOptions witness = await options.ReadAsync(parsed, cancellation);
            if (parsed.GetValue(execute))
            {
                await ExecuteAsync(paths, witness, parsed.GetValue(json), cancellation);
                return ExitCode.Success;
            }

            using ProgramProver prover = BlockProgram.CreateProver(parsed.GetValue(threads));
            long bound = CommonOptions.Bytes(parsed.GetValue(memory)!);
            if (parsed.GetValue(scaling))
            {
                int count = Math.Clamp(parsed.GetValue(samples), 1, 1000);
                double seconds = parsed.GetValue(overhead) / 1e3;
                await ScaleAsync(paths, witness, prover, bound, count, seconds, parsed.GetValue(json), cancellation);
                return ExitCode.Success;
            }

            foreach (string path in paths)
            {
                Stopwatch watch = Stopwatch.StartNew();
                IReadOnlyList<PreparedBlock> blocks = await BlockInputs.ReadAsync(path, witness, cancellation);
                await Task.Run(() => Measure(blocks, watch, prover, bound, cancellation), cancellation);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task ExecuteAsync(
        string[] paths, WitnessOptions options, bool isJson, CancellationToken cancellation)
    {
        ExecutionBench bench = new();
        foreach (string path in paths)
        {
            foreach (PreparedBlock block in await BlockInputs.ReadAsync(path, options, cancellation))
            {
                await Task.Run(() => bench.Add(block, cancellation), cancellation);
            }
        }

        if (isJson)
        {
            JsonOutput.Write(bench.Write);
        }
        else
        {
            bench.Print();
        }
    }

    private static async Task ScaleAsync(
        string[] paths,
        WitnessOptions options,
        ProgramProver prover,
        long memory,
        int sampleCount,
        double overhead,
        bool isJson,
        CancellationToken cancellation)
    {
        ScalingBench bench = new();
        foreach (string path in paths)
        {
            foreach (PreparedBlock block in await BlockInputs.ReadAsync(path, options, cancellation))
            {
                await bench.AddAsync(block, prover, memory, sampleCount, overhead, cancellation);
            }
        }

        if (isJson)
        {
            JsonOutput.Write(bench.Write);
        }
        else
        {
            bench.Print();
        }
    }

    private static void Measure(
        IReadOnlyList<PreparedBlock> blocks,
        Stopwatch total,
        ProgramProver prover,
        long memory,
        CancellationToken cancellation)
    {
        foreach (PreparedBlock block in blocks)
        {
            Statement statement = BlockExecution.Run(block.Witness, block.Input).Statement;
            TimeSpan decode = total.Elapsed;
            GuestRun run = GuestRun.Execute(block, statement, cancellation);
            ProvingProgress progress = new(block.Number, run.Cycles);
            RunProof proof = prover.Prove(
                block.Input, ProvingPlan.Limits(prover, memory, block.Input), progress, cancellation);
            TimeSpan proven = total.Elapsed;
            string? problem = (BlockProof.FromRun(proof)
                ?? throw new InvalidOperationException("no statement")).Verify(prover.Key);
            TimeSpan verify = total.Elapsed - proven;
            Print(statement, run, progress.Reports, proof, decode, proven, verify);
            CellTable.Print(progress.Reports.SelectMany(report => report.Chips).GroupBy(chip => chip.Name).Select(
                chip => (chip.Key, chip.Sum(part => part.Rows), chip.Sum(part => part.Cells))));
            if (problem is not null)
            {
                throw new InvalidOperationException($"the proof does not verify: {problem}");
            }

            total.Restart();
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
