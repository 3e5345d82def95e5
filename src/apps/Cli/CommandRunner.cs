using System.CommandLine;
using System.CommandLine.Parsing;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Following;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Devnet;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Cli;

/// <summary>Runs a parsed command and turns each way of failing into one line and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Names an environment variable that, when set, adds the stack trace of internal errors.</summary>
    public const string DebugVariable = "ZERO_DEBUG";

    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter error)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError problem in parsed.Errors)
            {
                error.WriteLine($"error: {FailureText.OneLine(problem.Message)}");
            }

            error.WriteLine("Run with --help to see the usage.");
            return ExitCode.Usage;
        }

        using Interruption interruption = new(error);
        return await Task.Run(() => InvokeAsync(parsed, interruption, error));
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, Interruption interruption, TextWriter error)
    {
        try
        {
            InvocationConfiguration configuration = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (Exception failure) when (interruption.ExitCode != 0 && IsCancellation(failure))
        {
            return interruption.Report();
        }
        catch (Exception failure) when (failure
            is WitnessException or RpcException or ProgramFormatException or FollowException)
        {
            return Fail(failure.Message, ExitCode.BadInput);
        }
        catch (Exception failure) when (failure
            is BrokerException or JobStoreException or ArtifactException or DevnetException)
        {
            return Fail(failure.Message, ExitCode.Unavailable);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(failure.Message, ExitCode.InputOutput);
        }
        catch (OutOfMemoryException)
        {
            return Fail("out of memory; a smaller --memory makes smaller segments", ExitCode.Internal);
        }
        catch (Exception failure)
        {
            // Whatever else comes here is a defect of this program, and no input's fault.
            Exception cause = failure is AggregateException { InnerExceptions: [{ } inner] } ? inner : failure;
            int exitCode = Fail(
                $"internal error, please report it: {cause.GetType().Name}: {cause.Message} "
                + $"({DebugVariable}=1 shows where)",
                ExitCode.Internal);
            if (Environment.GetEnvironmentVariable(DebugVariable) is { Length: > 0 })
            {
                error.WriteLine(failure);
            }

            return exitCode;
        }

        int Fail(string message, int exitCode)
        {
            error.WriteLine($"error: {FailureText.OneLine(message)}");
            return exitCode;
        }
    }

    private static bool IsCancellation(Exception failure) =>
        failure is OperationCanceledException
        || (failure is AggregateException all
            && all.Flatten().InnerExceptions.All(inner => inner is OperationCanceledException));
}
