using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Core.Following;
using ZeroSharp.Cluster.Http.Ethproofs;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli.Commands;

/// <summary>`leader rpc`: proves a range of a node's blocks, or follows the tip of its chain.</summary>
internal sealed class LeaderRpcCommand
{
    private const int MaxBlockTime = 3_600_000;

    private readonly LeaderCommand _shared;
    private readonly NodeOptions _node = new();
    private readonly EthproofsFlags _ethproofs = new();

    private readonly Option<string?> _start = new("--start-block", "-s") { Description = "number of the first block" };

    private readonly Option<string?> _end = new("--end-block", "-e")
    {
        Description = "the last block: number, latest, finalized or safe; without it the tip is followed",
    };

    private readonly Option<string?> _interval = new("--block-interval", "-i")
    {
        Description = "in place of start and end: A..B without B, A..=B with it, or A.. to follow the tip",
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint-block", "-c")
    {
        Description = "number or hash of the block that the first one must follow",
    };

    private readonly Option<string?> _previous = new("--previous-proof", "-f")
    {
        Description = "proof of the block before the first one, which must follow it",
    };

    private readonly Option<int> _confirmations = new("--confirmations")
    {
        Description = "blocks that must stand on one before it is proven",
    };

    private readonly Option<string> _finality = new("--finality")
    {
        Description = "the node's newest block that is proven: latest, safe or finalized",
        DefaultValueFactory = _ => "latest",
    };

    private readonly Option<int> _blockTime = new("--block-time", "-b")
    {
        Description = "milliseconds between two looks at the node's chain",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<int> _jobRetries = new("--job-retries")
    {
        Description = "how often a block whose proof failed is tried again",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<bool> _skip = new("--skip-failed")
    {
        Description = "go on reporting after a block whose proof failed for good; always so for a range",
    };

    private readonly Option<string> _name = new("--follow-name")
    {
        Description = "name of the position in the chain that is kept over restarts, when the tip is followed",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<bool> _json = new("--json") { Description = "report as JSON, one object a line" };

    private LeaderRpcCommand(LeaderCommand shared)
    {
        _shared = shared;
        _finality.AcceptOnlyFromAmong("latest", "safe", "finalized");
        LeaderCommand.Bound(_confirmations, 0, 100_000);
        LeaderCommand.Bound(_blockTime, 1, MaxBlockTime);
        LeaderCommand.Bound(_jobRetries, 0, 100);
        _name.Validators.Add(result =>
        {
            string name = result.GetValueOrDefault<string>() ?? string.Empty;
            if (name.Length is < 1 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                result.AddError("--follow-name is not of 1 to 64 letters, digits, '-', '_' and '.'.");
            }
        });
    }

    public static Command Create(LeaderCommand shared)
    {
        LeaderRpcCommand options = new(shared);
        Command command = new(
            "rpc", "Proves a range of blocks of an Ethereum node, or follows the tip of its chain.")
        {
            options._start, options._end, options._interval, options._checkpoint, options._previous,
            options._confirmations, options._finality, options._blockTime, options._jobRetries, options._skip,
            options._name, options._json,
        };
        options._node.AddTo(command);
        options._ethproofs.AddTo(command);
        command.Validators.Add(result =>
        {
            string? interval = result.GetValue(options._interval);
            string? start = result.GetValue(options._start);
            string? end = result.GetValue(options._end);
            if ((interval is null) == (start is null) || (interval is not null && end is not null))
            {
                result.AddError("Name the blocks with --start-block and --end-block, or with --block-interval.");
            }
            else if (FollowedRange.TryParse(interval, start, end) is null)
            {
                result.AddError(
                    "The first block is a number of at least 1; the last one a number, latest, finalized or safe.");
            }

            if (result.GetValue(options._checkpoint) is { } checkpoint
                && BlockId.TryParse(checkpoint) is not { Tag: null })
            {
                result.AddError("--checkpoint-block is not a number or a hash.");
            }
        });
        command.SetAction(options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        FollowedRange range = FollowedRange.TryParse(
            parsed.GetValue(_interval), parsed.GetValue(_start), parsed.GetValue(_end))!;
        using JsonRpcClient client = _node.CreateClient(parsed);
        NodeWitnessSource source = new(client, await _node.ReadAsync(parsed, cancellation));
        string? file = parsed.GetValue(_previous);
        Statement? previous = file is null ? null : await PreviousProof.ReadAsync(file, cancellation);
        EthproofsOptions? reports = await _ethproofs.ReadAsync(parsed, cancellation);
        ProofDirectory? directory = _shared.OpenOutput(parsed);
        using ILoggerFactory loggers = _shared.Logging.Create(parsed, _shared.IsQuiet(parsed));
        using IDisposable? scope = _shared.Logging.BeginRole(parsed, loggers, "leader", _shared.Name);
        ILogger logger = loggers.CreateLogger<ChainFollower>();
        try
        {
            NodeStart start = new(client, source, range, previous, file, parsed.GetValue(_checkpoint));
            (ulong chainId, ulong? last, Hash256? anchor) =
                await start.ReadAsync(TimeSpan.FromMilliseconds(parsed.GetValue(_blockTime)), logger, cancellation);
            FollowOptions options = new()
            {
                ChainId = chainId,
                Last = last,
                Head = BlockId.TryParse(parsed.GetValue(_finality)!)!,
                Confirmations = (ulong)parsed.GetValue(_confirmations),
                MaxAhead = _shared.PoolSize(parsed),
                Poll = TimeSpan.FromMilliseconds(parsed.GetValue(_blockTime)),
                JobRetries = parsed.GetValue(_jobRetries),
                SkipsFailed = last is not null || parsed.GetValue(_skip),
                Previous = previous,
            };
            await using LeaderRuntime runtime = await _shared.OpenAsync(parsed, loggers, cancellation);
            FollowOutput output = new(runtime.Artifacts, directory, parsed.GetValue(_json), last is not null);
            await runtime.DuringAsync(
                async token =>
                {
                    await FollowAsync(
                        runtime, source, output, options, range.First, anchor, parsed.GetValue(_name)!, loggers, token);
                    return true;
                },
                EthproofsFlags.Reporting(runtime, reports),
                cancellation);
            return output.FailedCount == 0 ? ExitCode.Success : ExitCode.Invalid;
        }
        catch (OperationCanceledException) when (range.Last is null && cancellation.IsCancellationRequested)
        {
            // The tip is followed until somebody ends it.
            return ExitCode.Success;
        }
    }

    private static async Task FollowAsync(
        LeaderRuntime runtime,
        IWitnessSource source,
        FollowOutput output,
        FollowOptions options,
        ulong first,
        Hash256? anchor,
        string name,
        ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        IStateCell cell = options.Last is null
            ? new StoredStateCell(runtime.Jobs, StoredStateCell.NameOf(options.ChainId, name))
            : new TransientStateCell();
        FollowerLedger ledger = new(cell, output);
        await ledger.OpenAsync(first, anchor, cancellation);
        WitnessSubmission submission = new(source, runtime.Submission, options.Source, options.Previous);
        ChainFollower follower = new(
            source, submission, runtime.Jobs, ledger, options, TimeProvider.System,
            loggers.CreateLogger<ChainFollower>());
        ProvenChain proven = new(
            source, runtime.Jobs, runtime.Leader.Signals, ledger, output, options, TimeProvider.System,
            loggers.CreateLogger<ProvenChain>());
        await new FollowService(follower, proven).RunAsync(cancellation);
    }
}
