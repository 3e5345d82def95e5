using System.CommandLine;
using ZeroSharp.Cli;
using ZeroSharp.Cli.Commands;

RootCommand root = new("Proves Ethereum blocks, and verifies the proofs.")
{
    ProveCommand.Create(),
    VerifyCommand.Create(),
    ExecuteCommand.Create(),
    InfoCommand.Create(),
    BenchCommand.Create(),
    WitnessCommand.Create(),
    LeaderCommand.Create(),
    WorkerCommand.Create(),
    ScalerCommand.Create(),
    JobsCommand.Create(),
    QueuesCommand.Create(),
    HealthCommand.Create(),
    RpcCommand.Create(),
    DevnetCommand.Create(),
    VerifyCommand.CreateVerifier(),
};
HelpText.AddTo(root);
return await CommandRunner.RunAsync(root, args, Console.Error);
