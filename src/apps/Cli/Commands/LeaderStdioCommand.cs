using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>`leader stdio`: blocks on standard input, proofs on standard output.</summary>
internal static class LeaderStdioCommand
{
    public static Command Create(LeaderCommand shared)
    {
        Option<string?> previous = new("--previous-proof", "-f")
        {
            Description = "proof of the block before the first one, which must follow it",
        };
        Option<string?> chain = ChainOption.Create();
        Command command = new(
            "stdio", "Proves the blocks on standard input; the last line of standard output is the proof.")
        {
            previous, chain,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            WitnessOptions options = new()
            {
                Chain = parsed.GetValue(chain) is { } text ? await ChainOption.ReadAsync(text, cancellation) : null,
            };
            IReadOnlyList<ExecutedBlock> blocks = await ReadAsync(options, cancellation);
            if (parsed.GetValue(previous) is { } file)
            {
                await PreviousProof.RequireAsync(file, blocks[0].Statement, cancellation);
            }

            if (shared.IsTestOnly(parsed))
            {
                Console.Error.WriteLine($"{blocks.Count} block(s) executed as their headers say; nothing is proven");
                return ExitCode.Success;
            }

            ProofDirectory? directory = shared.OpenOutput(parsed);
            using ILoggerFactory loggers = shared.Logging.Create(
                parsed, shared.IsQuiet(parsed) || !shared.Logging.IsJson(parsed));
            using IDisposable? scope = shared.Logging.BeginRole(parsed, loggers, "leader", shared.Name);
            await using LeaderRuntime runtime = await shared.OpenAsync(parsed, loggers, cancellation);
            IReadOnlyList<BlockProof> proofs = await runtime.DuringAsync(
                token => ProgressDisplay.DuringAsync(
                    shared.IsQuiet(parsed), display => ProveAsync(runtime, blocks, directory, display, token)),
                [],
                cancellation);
            Console.WriteLine(Encoding.UTF8.GetString(BlockProofDocument.Write(proofs)));
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<ExecutedBlock>> ReadAsync(
        WitnessOptions options, CancellationToken cancellation)
    {
        byte[] bytes = await InputFile.ReadAsync("-", cancellation);
        List<ExecutedBlock> blocks = [];
        foreach (BlockWitness witness in WitnessReader.Read(bytes, options))
        {
            cancellation.ThrowIfCancellationRequested();
            ExecutedBlock block = ExecutedBlock.Execute(witness);
            StatementChain.RequireNoBreak(blocks.Count == 0 ? null : blocks[^1].Statement, block.Statement);
            blocks.Add(block);
        }

        return blocks;
    }

    private static async Task<IReadOnlyList<BlockProof>> ProveAsync(
        LeaderRuntime runtime,
        IReadOnlyList<ExecutedBlock> blocks,
        ProofDirectory? directory,
        IProgressDisplay display,
        CancellationToken cancellation)
    {
        List<Job> jobs = [];
        foreach (ExecutedBlock block in blocks)
        {
            (Job job, _) = await runtime.Submission.SubmitAsync(block, "stdio", cancellation);
            jobs.Add(job);
        }

        List<BlockProof> proofs = [];
        JobProgress progress = new(display);
        foreach (WorkerActivity worker in runtime.Workers)
        {
            worker.StageBegan += progress.Report;
        }

        foreach (Job job in jobs)
        {
            Job end = await runtime.Leader.WaitAsync(job.Id, progress.Report, cancellation)
                ?? throw new WitnessException($"block {job.BlockNumber}: its job is not in the database any more");
            if (end.State != JobState.Proved)
            {
                throw new WitnessException(
                    $"block {job.BlockNumber}: the job {end.Id} is {end.State.ToString().ToLowerInvariant()}"
                    + (end.Error is null ? string.Empty : $": {end.Error}"));
            }

            progress.Report(end);
            BlockProof proof = await JobProof.ReadAsync(runtime.Artifacts, end, cancellation);
            proofs.Add(proof);
            if (directory is not null)
            {
                await directory.WriteAsync(proof, cancellation);
            }
        }

        return proofs;
    }
}
