using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>
/// Adds examples and exit codes to what --help prints, and to --version the program that proofs are of.
/// </summary>
internal static class HelpText
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["prove"] =
        [
            "zero prove block.json -o proof.json",
            "zero prove witness.json --block block.rlp --chain hoodi -o proof.json",
            "zero prove --memory 16GiB - < blocks.json > proofs.json",
        ],
        ["verify"] = ["zero verify proof.json --header header.json", "zero verify proof.json --json"],
        ["execute"] = ["zero execute block.json --header header.json", "zero execute block.json --native --json"],
        ["info"] = ["zero info", "zero info proof.json --security"],
        ["inspect"] =
        [
            "zero witness inspect block.json",
            "zero witness inspect witness.json --block chain.rlp --chain genesis.json --json",
        ],
        ["bench"] = ["zero bench samples/small.json"],
        ["leader"] = ["leader --runtime=in-memory stdio < witness.json > leader.out; tail -n1 leader.out > proof.json"],
        ["stdio"] = ["leader --runtime=in-memory stdio < witness.json > leader.out; tail -n1 leader.out > proof.json"],
        ["scaler"] =
        [
            "scaler --address 0.0.0.0:6000 --database postgres://zero@db/zero",
            "scaler status --latency-seconds 30",
        ],
        ["rpc"] = ["rpc fetch --rpc-url http://localhost:8545 --start-block 100 | jq '.[]' > witness.json"],
        ["fetch"] =
        [
            "rpc fetch --rpc-url http://localhost:8545 --start-block 100 --end-block 103 | jq '.[]' > witness.json",
            "rpc fetch -u http://localhost:8545 -s latest --rpc-type native --cache-dir cache -o latest.json",
            "ZERO_RPC_URL=https://user:password@node.example rpc fetch -i 100..=103 --format execution-witness",
        ],
        ["extract"] = ["rpc extract --rpc-url http://localhost:8545 --tx 0xHASH -o witness.json"],
        ["block-number"] = ["rpc block-number --rpc-url http://localhost:8545"],
        ["chain-id"] = ["rpc chain-id --rpc-url http://localhost:8545"],
        ["block"] =
        [
            "rpc block --rpc-url http://localhost:8545",
            "rpc block 100 --full --json -u http://localhost:8545 | jq .transactions",
        ],
        ["call"] =
        [
            "rpc call eth_gasPrice -u http://localhost:8545",
            "rpc call eth_getBalance 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 latest -u http://localhost:8545",
            "rpc call debug_traceBlockByNumber 0x2 '{\"tracer\":\"callTracer\"}' -u http://localhost:8545",
        ],
        ["devnet"] = ["zero devnet up", "zero devnet up --detach && zero devnet status && zero devnet down"],
        ["up"] =
        [
            "zero devnet up --block-time 12 --transactions 20",
            "zero devnet up --blocks 20 --seed 7 --mix transfer=1,token=1 --json",
        ],
        ["health"] = ["zero health", "zero health --live --address 127.0.0.1:9464"],
        ["verifier"] = ["verifier --file-path proof.json"],
    };

    /// <summary>Replaces the help of the root command, which its commands inherit.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new WithExamples((HelpAction)help.Action!);

        // Roles are commands of their own to whoever starts them: `worker --version` is asked for too.
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Action = new VersionAndProgram();
        version.Recursive = true;
    }

    private sealed class VersionAndProgram : SynchronousCommandLineAction
    {
        // A role's version is asked without what the role requires.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            if (parseResult.UnmatchedTokens is [string unknown, ..])
            {
                parseResult.InvocationConfiguration.Error.WriteLine(
                    $"error: {FailureText.OneLine($"'{unknown}' is no command; --help lists them")}");
                return ExitCode.Usage;
            }

            using ProgramProver prover = BlockProgram.CreateProver(Environment.ProcessorCount);
            string? version = typeof(HelpText).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine($"zero {version}");
            output.WriteLine($"block program 0x{Convert.ToHexStringLower(prover.Key.Digest)}");
            return ExitCode.Success;
        }
    }

    private sealed class WithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int exitCode = inner.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            if (Examples.TryGetValue(parseResult.CommandResult.Command.Name, out string[]? examples))
            {
                output.WriteLine("Examples:");
                foreach (string example in examples)
                {
                    output.WriteLine("  " + example);
                }
            }
            else
            {
                output.WriteLine("Try it:");
                output.WriteLine("  zero prove samples/small.json -o proof.json && zero verify proof.json");
            }

            output.WriteLine();
            output.WriteLine("Exit codes:");
            output.WriteLine("  0 success; 1 a proof is not valid, or results differ from a header; 2 the input");
            output.WriteLine("  cannot be used; 64 wrong arguments; 69 broker, database, store or node not there;");
            output.WriteLine("  70 internal error; 74 the output cannot be written; 130 and 143 interrupted.");
            return exitCode;
        }
    }
}
