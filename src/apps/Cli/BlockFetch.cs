using System.Globalization;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cli;

/// <summary>Fetches blocks, a few at once, and writes their documents in their order.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Checkpoint">The state root of the checkpoint; that before the first block where it is null.</param>
internal sealed record BlockFetch(IWitnessSource Source, Hash256? Checkpoint)
{
    /// <summary>The first block: by its number, or by a hash that means no other.</summary>
    public required BlockId First { get; init; }

    public required ulong FirstNumber { get; init; }

    public required ulong LastNumber { get; init; }

    public WitnessFormat Format { get; init; } = WitnessFormat.ZeroBin;

    /// <summary>Whether an array is around the documents; else each is a line.</summary>
    public bool HasArray { get; init; } = true;

    /// <summary>Blocks that are fetched at once.</summary>
    public int Concurrency { get; init; } = 1;

    public TextWriter Progress { get; init; } = TextWriter.Null;

    /// <summary>Told of blocks whose headers do not follow from them.</summary>
    public TextWriter Warnings { get; init; } = TextWriter.Null;

    /// <exception cref="RpcException">The node does not give a block.</exception>
    /// <exception cref="WitnessException">A block is not right, or they do not follow one another.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        using CancellationTokenSource others = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Queue<Task<FetchedBlock>> pending = [];
        ulong next = FirstNumber;
        FetchedBlock? before = null;
        Hash256? checkpoint = Checkpoint;
        try
        {
            for (ulong number = FirstNumber; ; number++)
            {
                while (pending.Count < Concurrency && next <= LastNumber)
                {
                    BlockId id = next == FirstNumber ? First : BlockId.Of(next);
                    pending.Enqueue(Task.Run(() => Source.FetchAsync(id, others.Token), others.Token));
                    next++;
                }

                FetchedBlock block = await pending.Dequeue();
                if (before is not null && block.ParentHash != before.Hash)
                {
                    throw new WitnessException(
                        $"block {block.Number} does not follow the block {before.Number} that was fetched: the node "
                        + "has changed its chain; run the command again");
                }

                checkpoint ??= block.PreStateRoot;
                byte[] document = block.ToDocument(Format, checkpoint);
                await output.WriteAsync(Separator(before is null), cancellation);
                await output.WriteAsync(document, cancellation);
                if (block.HeaderProblem is { } problem)
                {
                    Warnings.WriteLine(
                        $"warning: {FailureText.OneLine(problem)}: the header is left out, and a proof will not "
                        + "check it");
                }

                Progress.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"block {block.Number}: {block.Witness.Transactions.Count} transactions, ")
                    + $"{ByteSize.Format(document.Length)}, by {block.Type}, valid "
                    + $"({block.Number - FirstNumber + 1} of {LastNumber - FirstNumber + 1})");
                before = block;
                if (number == LastNumber)
                {
                    break;
                }
            }

            await output.WriteAsync(HasArray ? "\n]\n"u8.ToArray() : "\n"u8.ToArray(), cancellation);
            await output.FlushAsync(cancellation);
        }
        catch
        {
            await others.CancelAsync();
            await Task.WhenAll(pending).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    private byte[] Separator(bool isFirst) => (isFirst, HasArray) switch
    {
        (true, true) => "[\n"u8.ToArray(),
        (true, false) => [],
        (false, true) => ",\n"u8.ToArray(),
        (false, false) => "\n"u8.ToArray(),
    };
}
