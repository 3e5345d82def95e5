using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace ZeroSharp.Cluster.Devnet;

/// <summary>
/// anvil as a child process, which ends with this object, and with this process however that ends: a shell beside it
/// reads from a pipe that only this process holds open, and at the pipe's end kills anvil and deletes its folder.
/// </summary>
public sealed class AnvilProcess : IAsyncDisposable
{
    /// <summary>Characters of anvil's messages that are kept, for the reason of a failed start.</summary>
    private const int MaxMessageLength = 4096;

    private const string ListeningSign = "Listening on ";

    // $1: the folder, then the program with its arguments. Ctrl-C at a terminal reaches this shell too, which has to
    // outlive it. Its own streams are closed so that those of anvil end with anvil.
    private const string Guard = """
        trap '' INT HUP
        folder=${1:?}
        shift
        "$@" < /dev/null &
        node=$!
        exec > /dev/null 2>&1
        read -r _
        kill "$node"
        wait "$node"
        rm -rf "$folder"
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _output;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AnvilProcess(Process process)
    {
        _process = process;
        _output = ReadAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _output.IsCompleted;

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <exception cref="DevnetException">It does not start.</exception>
    public static async Task<AnvilProcess> StartAsync(AnvilOptions options, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-devnet-").FullName;
        AnvilProcess node;
        try
        {
            node = new AnvilProcess(await LaunchAsync(options, folder, cancellation));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        try
        {
            node.Url = await node._listening.Task.WaitAsync(StartTimeout, cancellation);
            return node;
        }
        catch (TimeoutException failure)
        {
            await node.DisposeAsync();
            throw new DevnetException(
                $"{options.Program} did not listen after {StartTimeout.TotalSeconds} s", failure);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell has ended, as it does where anvil cannot be started.
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndTimeout);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _output;
        _process.Dispose();
    }

    private static async Task<Process> LaunchAsync(
        AnvilOptions options, string folder, CancellationToken cancellation)
    {
        ProcessStartInfo start = new("sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-c", Guard, "anvil", folder,
                options.Program,
                "--host", options.Host,
                "--port", options.Port.ToString(CultureInfo.InvariantCulture),
                "--hardfork", options.Hardfork,
                "--chain-id", DevnetGenesis.ChainId.ToString(CultureInfo.InvariantCulture),
                "--threads", "1",
                "--cache-path", folder,
            },
        };
        if (options.Genesis is not null)
        {
            string genesis = Path.Combine(folder, "genesis.json");
            await File.WriteAllTextAsync(genesis, options.Genesis, cancellation);
            start.ArgumentList.Add("--init");
            start.ArgumentList.Add(genesis);
        }

        if (!options.MinesAtOnce)
        {
            start.ArgumentList.Add("--no-mining");
        }

        foreach (string argument in options.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    // Reads all that anvil prints, so that it never waits for a reader; ends when anvil does.
    private async Task ReadAsync()
    {
        Task<string> errors = ReadErrorsAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ListeningSign, StringComparison.Ordinal)
                && IPEndPoint.TryParse(line[ListeningSign.Length..].Trim(), out IPEndPoint? address))
            {
                // An address for all interfaces is one that is listened on, and none to call.
                string host = address.Address.Equals(IPAddress.Any) ? "127.0.0.1"
                    : address.Address.Equals(IPAddress.IPv6Any) ? "[::1]"
                    : address.ToString()[..address.ToString().LastIndexOf(':')];
                _listening.TrySetResult(new Uri($"http://{host}:{address.Port}"));
            }
        }

        string said = (await errors).Trim();
        _listening.TrySetException(new DevnetException(
            $"anvil does not start: {(said.Length == 0 ? "it says nothing" : said)}; another --port may help"));

        // Nobody asks once it has listened.
        _ = _listening.Task.Exception;
    }

    private async Task<string> ReadErrorsAsync()
    {
        StringBuilder said = new();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (said.Length < MaxMessageLength)
            {
                said.Append(line.AsSpan(0, Math.Min(line.Length, MaxMessageLength))).Append(' ');
            }
        }

        return said.ToString();
    }
}
