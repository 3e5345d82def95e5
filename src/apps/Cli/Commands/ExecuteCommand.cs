using System.CommandLine;
using System.Globalization;
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
        Option<string?> header = CommonOptions.Header();
        Option<bool> json = CommonOptions.Json();
        Option<bool> native = new("--native")
        {
            Description = "execute natively only, not in the zkVM too (no cycle count)",
        };
        Option<bool> profile = new("--profile")
        {
            Description = "print the cycles of each function of the guest program",
        };
        Command command = new("execute", "Executes blocks without proving them: statement, gas, cycles.")
        {
            input, header, json, native, profile,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<PreparedBlock> blocks =
                await BlockInputs.ReadAsync(parsed.GetValue(input)!, cancellation);
            HeaderFile? headers = parsed.GetValue(header) is { } path
                ? HeaderFile.Read(await InputFile.ReadAsync(path, cancellation))
                : null;
            int exitCode = ExitCode.Success;
            Statement? before = null;
            foreach (PreparedBlock block in blocks)
            {
                cancellation.ThrowIfCancellationRequested();
                Statement statement = BlockExecution.Run(block.Witness, block.Input).Statement;
                StatementChain.RequireNoBreak(before, statement);
                before = statement;
                GuestRun? guest = parsed.GetValue(native)
                    ? null
                    : GuestRun.Execute(block, statement, parsed.GetValue(profile), cancellation);
                Print(statement, guest, parsed.GetValue(json));
                if (headers?.FindDifference(statement) is { } difference)
                {
                    Console.Error.WriteLine($"error: {difference}");
                    exitCode = ExitCode.Invalid;
                }
            }

            return exitCode;
        });
        return command;
    }

    private static void Print(Statement statement, GuestRun? guest, bool asJson)
    {
        if (asJson)
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream))
            {
                writer.WriteStartObject();
                writer.WritePropertyName("statement");
                BlockProofDocument.WriteStatement(writer, statement);
                if (guest is not null)
                {
                    writer.WriteNumber("cycles", guest.Cycles);
                }

                writer.WriteEndObject();
            }

            Console.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
            return;
        }

        StatementText.Print(statement);
        if (guest is null)
        {
            return;
        }

        double perGas = statement.GasUsed == 0 ? 0 : (double)guest.Cycles / statement.GasUsed;
        StatementText.Line(
            "cycles",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{guest.Cycles:N0} ({perGas:F1} M a Mgas; {guest.Cycles / guest.Seconds / 1e6:F0} MIPS)"));
        foreach ((string function, ulong cycles) in guest.Profile.Take(40))
        {
            StatementText.Line(
                string.Create(CultureInfo.InvariantCulture, $"{100.0 * cycles / guest.Cycles,6:F2} %"), function);
        }
    }
}
