using System.CommandLine;
using System.Text;
using System.Text.Json;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero execute: what a block does, without a proof.</summary>
internal static class ExecuteCommand
{
    public static Command Create()
    {
        Argument<string> input = CommonOptions.Input();
        InputOptions witness = new(
            "block header(s) as a node returns them, which complete zero-bin inputs and are compared with the result");
        Option<bool> json = CommonOptions.Json();
        Option<bool> native = new("--native")
        {
            Description = "execute natively only, not in the zkVM too (no cycle count)",
        };
        Option<bool> profile = new("--profile")
        {
            Description = "print the cycles of the guest program by function, and its cells by event",
        };
        Command command = new("execute", "Executes blocks without proving them: statement, gas, cycles, cells.")
        {
            input, json, native, profile,
        };
        witness.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            WitnessOptions options = await witness.ReadAsync(parsed, cancellation);
            IReadOnlyList<PreparedBlock> blocks =
                await BlockInputs.ReadAsync(parsed.GetValue(input)!, options, cancellation);
            int exitCode = ExitCode.Success;
            Statement? before = null;
            foreach (PreparedBlock block in blocks)
            {
                cancellation.ThrowIfCancellationRequested();
                Statement statement = BlockExecution.Run(block.Witness, block.Input).Statement;
                StatementChain.RequireNoBreak(before, statement);
                before = statement;
                GuestReport? guest = parsed.GetValue(native)
                    ? null
                    : GuestReport.Of(block, statement, parsed.GetValue(profile), cancellation);
                if (parsed.GetValue(json))
                {
                    PrintJson(statement, guest);
                }
                else
                {
                    StatementText.Print(statement);
                    guest?.Print(statement.GasUsed);
                }

                if (options.Headers?.FindDifference(statement) is { } difference)
                {
                    Console.Error.WriteLine($"error: {difference}");
                    exitCode = ExitCode.Invalid;
                }
            }

            return exitCode;
        });
        return command;
    }

    private static void PrintJson(Statement statement, GuestReport? guest)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("statement");
            BlockProofDocument.WriteStatement(writer, statement);
            guest?.Write(writer);
            writer.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
