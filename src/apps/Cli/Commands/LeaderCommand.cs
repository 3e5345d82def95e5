using System.CommandLine;
using System.Text;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>`leader --runtime=in-memory stdio`: zero-bin's leader on one machine.</summary>
internal static class LeaderCommand
{
    public static Command Create()
    {
        Option<string> runtime = new("--runtime", "-r")
        {
            Description = "where the work is done",
            DefaultValueFactory = _ => "in-memory",
            Recursive = true,
        };
        runtime.AcceptOnlyFromAmong("in-memory");
        Option<string> memory = CommonOptions.Memory();
        memory.Recursive = true;
        Option<int> threads = CommonOptions.Threads();
        threads.Recursive = true;
        Option<bool> quiet = CommonOptions.Quiet();
        quiet.Recursive = true;
        Command stdio = new(
            "stdio", "Proves the blocks on standard input; the last line of standard output is the proof.");
        stdio.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<PreparedBlock> blocks = await BlockInputs.ReadAsync("-", WitnessOptions.None, cancellation);
            IReadOnlyList<BlockProof> proofs = await Task.Run(
                () => BlockProving.Prove(
                    blocks,
                    parsed.GetValue(threads),
                    CommonOptions.Bytes(parsed.GetValue(memory)!),
                    parsed.GetValue(quiet),
                    allowsInvalid: false,
                    cancellation),
                cancellation);
            Console.WriteLine(Encoding.UTF8.GetString(BlockProofDocument.Write(proofs)));
            return ExitCode.Success;
        });
        return new Command("leader", "Proves blocks, as zero-bin's leader is called.")
        {
            runtime, memory, threads, quiet, stdio,
        };
    }
}
