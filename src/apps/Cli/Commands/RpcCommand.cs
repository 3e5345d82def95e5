using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Telemetry;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cli.Commands;

/// <summary>`rpc`: witnesses from a node, as zero-bin's rpc is called, and questions to it.</summary>
internal static class RpcCommand
{
    private static readonly WitnessFormat[] Formats = [WitnessFormat.ZeroBin, WitnessFormat.ExecutionWitness];

    public static Command Create()
    {
        TelemetryOptions telemetry = new(isService: false);
        Command rpc = new("rpc", "Makes witnesses of blocks from an Ethereum node, and asks it for blocks and more.")
        {
            CreateFetch(telemetry), CreateExtract(telemetry),
            NodeQueries.CreateBlockNumber(), NodeQueries.CreateChainId(), NodeQueries.CreateBlock(),
            NodeQueries.CreateCall(),
        };
        telemetry.AddTo(rpc);
        return rpc;
    }

    private static Command CreateFetch(TelemetryOptions telemetry)
    {
        NodeOptions node = new();
        Option<string?> start = BlockOption(
            "the first block: number, hash, latest, finalized or safe", "--start-block", "-s");
        Option<string?> end = BlockOption("the last block; the first where it is not given", "--end-block", "-e");
        Option<string?> checkpoint = BlockOption(
            "the block whose state the batch begins with; else the one before the first", "--checkpoint-block", "-c");
        Option<string?> interval = new("--block-interval", "-i")
        {
            Description = "in place of start and end: A..B without B, A..=B with it, or A",
        };
        interval.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && BlockRange.TryParse(text) is null)
            {
                result.AddError("--block-interval is not of the form A..B, A..=B or A.");
            }
        });
        DocumentOptions output = new();
        Command fetch = new("fetch", "Prints the inputs of blocks, one element a block.")
        {
            start, end, checkpoint, interval,
        };
        node.AddTo(fetch);
        output.AddTo(fetch);
        fetch.Validators.Add(result =>
        {
            bool hasInterval = result.GetValue(interval) is not null;
            bool hasStart = result.GetValue(start) is not null;
            if (hasInterval == hasStart || (hasInterval && result.GetValue(end) is not null))
            {
                result.AddError("Name the blocks with --start-block and --end-block, or with --block-interval.");
            }
        });
        fetch.SetAction(async (parsed, cancellation) =>
        {
            BlockRange range = parsed.GetValue(interval) is { } text
                ? BlockRange.TryParse(text)!
                : new BlockRange(
                    BlockId.TryParse(parsed.GetValue(start)!)!,
                    parsed.GetValue(end) is { } last ? BlockId.TryParse(last) : null,
                    IsLastExcluded: false);
            using JsonRpcClient client = node.CreateClient(parsed);
            await using RoleTelemetry watch = await WatchAsync(telemetry, parsed, cancellation);
            NodeWitnessSource source = new(client, await node.ReadAsync(parsed, cancellation));
            Hash256? root = null;
            if (parsed.GetValue(checkpoint) is { } at)
            {
                BlockLink link = await source.FindAsync(BlockId.TryParse(at)!, cancellation)
                    ?? throw new WitnessException($"the node has no block {at}");
                root = link.StateRoot;
            }

            (ulong first, ulong lastNumber) = await range.ResolveAsync(source, cancellation);

            // A hash means that very block, whatever the chain becomes.
            BlockFetch job = new(source, root)
            {
                Warnings = Console.Error,
                First = range.First.Hash is not null ? range.First : BlockId.Of(first),
                FirstNumber = first,
                LastNumber = lastNumber,
            };
            await output.WriteAsync(parsed, job, cancellation);
            return ExitCode.Success;
        });
        return fetch;
    }

    private static Command CreateExtract(TelemetryOptions telemetry)
    {
        NodeOptions node = new();
        Option<string> transaction = new("--tx") { Description = "hash of the transaction", Required = true };
        transaction.Validators.Add(result =>
        {
            if (BlockId.TryParse(result.GetValueOrDefault<string>() ?? string.Empty)?.Hash is null)
            {
                result.AddError("--tx is not a hash of 32 bytes as hexadecimal text that begins with 0x.");
            }
        });
        DocumentOptions output = new();
        Command extract = new("extract", "Prints the input of the block that has a transaction.") { transaction };
        node.AddTo(extract);
        output.AddTo(extract);
        extract.SetAction(async (parsed, cancellation) =>
        {
            using JsonRpcClient client = node.CreateClient(parsed);
            await using RoleTelemetry watch = await WatchAsync(telemetry, parsed, cancellation);
            NodeWitnessSource source = new(client, await node.ReadAsync(parsed, cancellation));
            Hash256 hash = BlockId.TryParse(parsed.GetValue(transaction)!)!.Hash!.Value;
            (BlockId id, int index) = await source.FindTransactionAsync(hash, cancellation);
            BlockLink block = await source.FindAsync(id, cancellation)
                ?? throw new WitnessException($"the node has no block {id}");
            if (!output.IsQuiet(parsed))
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"transaction {index} of block {block.Number}"));
            }

            BlockFetch job = new(source, null)
            {
                First = id,
                FirstNumber = block.Number,
                LastNumber = block.Number,
                Warnings = Console.Error,
            };
            await output.WriteAsync(parsed, job, cancellation);
            return ExitCode.Success;
        });
        return extract;
    }

    private static Task<RoleTelemetry> WatchAsync(
        TelemetryOptions telemetry, ParseResult parsed, CancellationToken cancellation) => telemetry.StartAsync(
        parsed, "rpc", RoleName.Create("rpc"), string.Empty, [], NullLoggerFactory.Instance, cancellation);

    private static Option<string?> BlockOption(string description, params string[] names)
    {
        Option<string?> option = new(names[0], names[1..]) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && BlockId.TryParse(text) is null)
            {
                result.AddError($"{names[0]} is not a number, a hash, latest, finalized or safe.");
            }
        });
        return option;
    }

    /// <summary>How documents are written, and where.</summary>
    private sealed class DocumentOptions
    {
        private readonly Option<string> _format = new("--format")
        {
            Description = "format of the documents",
            DefaultValueFactory = _ => WitnessReader.NameOf(WitnessFormat.ZeroBin),
        };

        private readonly Option<bool> _lines = new("--json-lines")
        {
            Description = "print one document a line, without an array around them",
        };

        private readonly Option<int> _concurrency = new("--block-concurrency")
        {
            Description = "blocks that are fetched at once",
            DefaultValueFactory = _ => 2,
        };

        private readonly Option<string?> _file = new("--output", "-o")
        {
            Description = "file to write; else standard output",
        };

        private readonly Option<bool> _quiet = CommonOptions.Quiet();

        public DocumentOptions()
        {
            _format.AcceptOnlyFromAmong([.. Formats.Select(WitnessReader.NameOf)]);
            _concurrency.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 64)
                {
                    result.AddError("--block-concurrency must be between 1 and 64.");
                }
            });
        }

        public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

        public void AddTo(Command command)
        {
            foreach (Option option in (Option[])[_format, _lines, _concurrency, _file, _quiet])
            {
                command.Add(option);
            }
        }

        public async Task WriteAsync(ParseResult parsed, BlockFetch job, CancellationToken cancellation)
        {
            job = job with
            {
                Format = Formats.First(format => WitnessReader.NameOf(format) == parsed.GetValue(_format)),
                HasArray = !parsed.GetValue(_lines),
                Concurrency = parsed.GetValue(_concurrency),
                Progress = IsQuiet(parsed) ? TextWriter.Null : Console.Error,
            };
            if (parsed.GetValue(_file) is { } path)
            {
                AtomicFile.EnsureWritable(path);
                await AtomicFile.WriteAsync(path, stream => job.WriteAsync(stream, cancellation), cancellation);
                return;
            }

            await using Stream output = Console.OpenStandardOutput();
            await job.WriteAsync(output, cancellation);
        }
    }
}
