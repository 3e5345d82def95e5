using System.CommandLine;

namespace ZeroSharp.Cli.Commands;

internal static class ExecuteCommand
{
    public static Command Create()
    {
        Argument<string> input = new("INPUT") { Description = "prover input (zero-bin JSON), or - for standard input" };
        Command command = new("execute", "Executes blocks without proving them.") { input };
        command.SetAction(async (parsed, cancellation) =>
        {
            byte[] bytes = await InputFile.ReadAsync(parsed.GetValue(input)!, cancellation);
            return bytes.Length > 0 ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }
}
