using System.Diagnostics;
using System.Text.Json;
using ZeroSharp.Cluster.Devnet;

namespace ZeroSharp.Cli.Devnet;

/// <summary>Starts `devnet up` once more as a process that outlives this one.</summary>
internal static class DetachedDevnet
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Starts it; returns when its chain is there, with its address and the version of its node.</summary>
    /// <param name="arguments">What follows `devnet up` on its command line.</param>
    /// <exception cref="DevnetException">It does not start; the message is what it says.</exception>
    public static async Task<(string RpcUrl, string NodeVersion)> StartAsync(
        IEnumerable<string> arguments, CancellationToken cancellation)
    {
        // `dotnet zero.dll`, or a program of its own.
        string program = Environment.ProcessPath ?? throw new DevnetException("this program does not know its path");
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "zero.dll"));
        }

        foreach (string argument in (IEnumerable<string>)["devnet", "up", "--json", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartTimeout);
        try
        {
            // Its first line says that it is ready. It goes on when nobody reads any more.
            if (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                using JsonDocument ready = JsonDocument.Parse(line);
                return (
                    ready.RootElement.GetProperty("rpc_url").GetString()!,
                    ready.RootElement.GetProperty("node").GetString()!);
            }

            string said = (await process.StandardError.ReadToEndAsync(limit.Token)).Trim();
            throw new DevnetException(said.StartsWith("error: ", StringComparison.Ordinal) ? said[7..] : said);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new DevnetException($"the chain was not there after {StartTimeout.TotalSeconds} s");
        }
    }
}
