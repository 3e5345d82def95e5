using System.CommandLine;
using ZeroSharp.Cli;
using ZeroSharp.Cli.Commands;

RootCommand root = new("Proves Ethereum blocks, and verifies the proofs.")
{
    ExecuteCommand.Create(),
};

return await CommandRunner.RunAsync(root, args);
