using System.CommandLine;
using ZeroSharp.Cluster.Contracts;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero prove: proofs of blocks.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        Argument<string> input = CommonOptions.Input();
        Option<string?> output = new("--output", "-o") { Description = "file for the proof; standard output if absent" };
        Option<string> memory = CommonOptions.Memory();
        Option<int> threads = CommonOptions.Threads();
        Command command = new("prove", "Proves blocks, and writes their proofs as JSON.")
        {
            input, output, memory, threads,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<PreparedBlock> blocks =
                await BlockInputs.ReadAsync(parsed.GetValue(input)!, cancellation);
            IReadOnlyList<BlockProof> proofs = await Task.Run(
                () => BlockProving.Prove(
                    blocks,
                    parsed.GetValue(threads),
                    CommonOptions.Bytes(parsed.GetValue(memory)!),
                    cancellation),
                cancellation);
            await WriteAsync(parsed.GetValue(output), proofs, cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task WriteAsync(
        string? path, IReadOnlyList<BlockProof> proofs, CancellationToken cancellation)
    {
        byte[] document = BlockProofDocument.Write(proofs);
        if (path is null)
        {
            await using Stream standardOutput = Console.OpenStandardOutput();
            await standardOutput.WriteAsync(document, cancellation);
            standardOutput.WriteByte((byte)'\n');
            return;
        }

        await AtomicFile.WriteAsync(
            path, stream => stream.WriteAsync(document, cancellation).AsTask(), cancellation);
        Console.Error.WriteLine($"{path}: {ByteSize.Format(document.Length)}");
    }
}
