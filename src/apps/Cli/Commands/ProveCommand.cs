using System.CommandLine;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero prove: proofs of blocks.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        InputOptions input = new("block header(s) as a node returns them, which complete zero-bin inputs");
        Option<string?> output = new("--output", "-o")
        {
            Description = "file for the proof; standard output if absent or -",
        };
        Option<string> memory = CommonOptions.Memory();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("prove", "Proves blocks, and writes their proofs as JSON.")
        {
            output, memory, threads, quiet,
        };
        input.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? path = parsed.GetValue(output) is "-" ? null : parsed.GetValue(output);
            if (path is not null)
            {
                AtomicFile.EnsureWritable(path);
            }

            (IReadOnlyList<PreparedBlock> blocks, HeaderFile? headers) = await input.ReadAsync(parsed, cancellation);
            BlockInputs.RequireHeaders(blocks, headers);
            IReadOnlyList<BlockProof> proofs = await Task.Run(
                () => BlockProving.Prove(
                    blocks,
                    parsed.GetValue(threads),
                    CommonOptions.Bytes(parsed.GetValue(memory)!),
                    parsed.GetValue(quiet),
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
