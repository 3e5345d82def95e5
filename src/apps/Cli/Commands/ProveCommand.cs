using System.CommandLine;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero prove: proofs of blocks.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        Argument<string> input = CommonOptions.Input();
        InputOptions witness = new("block header(s) as a node returns them, which complete zero-bin inputs");
        Option<string?> output = new("--output", "-o")
        {
            Description = "file for the proof; standard output if absent or -",
        };
        Option<string> memory = CommonOptions.Memory();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> allowInvalid = new("--allow-invalid")
        {
            Description = "prove of an invalid block that it is invalid, instead of refusing it; needs a whole header",
        };
        Command command = new("prove", "Proves blocks, and writes their proofs as JSON.")
        {
            input, output, memory, threads, quiet, allowInvalid,
        };
        witness.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? path = parsed.GetValue(output) is "-" ? null : parsed.GetValue(output);
            if (path is not null)
            {
                AtomicFile.EnsureWritable(path);
            }

            WitnessOptions options = await witness.ReadAsync(parsed, cancellation);
            IReadOnlyList<PreparedBlock> blocks =
                await BlockInputs.ReadAsync(parsed.GetValue(input)!, options, cancellation);
            BlockInputs.RequireHeaders(blocks, options.Headers);
            IReadOnlyList<BlockProof> proofs = await Task.Run(
                () => BlockProving.Prove(
                    blocks,
                    parsed.GetValue(threads),
                    CommonOptions.Bytes(parsed.GetValue(memory)!),
                    parsed.GetValue(quiet),
                    parsed.GetValue(allowInvalid),
                    cancellation),
                cancellation);
            await WriteAsync(path, proofs, parsed.GetValue(quiet), cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task WriteAsync(
        string? path, IReadOnlyList<BlockProof> proofs, bool isQuiet, CancellationToken cancellation)
    {
        byte[] document = BlockProofDocument.Write(proofs);
        if (path is null)
        {
            await using Stream standardOutput = Console.OpenStandardOutput();
            await standardOutput.WriteAsync(document, cancellation);
            standardOutput.WriteByte((byte)'\n');
            return;
        }

        await AtomicFile.WriteAsync(path, document, cancellation);
        if (!isQuiet)
        {
            Console.Error.WriteLine($"{path}: {ByteSize.Format(document.Length)}");
        }
    }
}
