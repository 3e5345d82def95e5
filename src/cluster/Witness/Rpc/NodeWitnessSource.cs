using System.Diagnostics;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// Makes witnesses from an Ethereum node, by whichever calls it offers. A witness leaves only after native
/// execution on it gave every root of the block's header, or with a note that it does not.
/// </summary>
public sealed class NodeWitnessSource : IWitnessSource
{
    /// <summary>How often a block is begun again because the node changed its chain meanwhile.</summary>
    private const int MaxRestarts = 3;

    private readonly JsonRpcClient _client;
    private readonly WitnessSourceOptions _options;
    private readonly NodeBlocks _blocks;
    private readonly BlockHistory _history;
    private readonly StateProofs _proofs;
    private readonly RuleChoice _rules;
    private readonly WitnessPreparation _preparation;

    /// <param name="client">The node; it is not disposed here.</param>
    /// <param name="options">How witnesses are made.</param>
    public NodeWitnessSource(JsonRpcClient client, WitnessSourceOptions options)
    {
        _client = client;
        _options = options;
        _blocks = new NodeBlocks(client);
        _history = new BlockHistory(client, _blocks);
        _proofs = new StateProofs(client);
        _rules = new RuleChoice(client, options.Chain);
        _preparation = new WitnessPreparation(client, options.Type);
    }

    /// <inheritdoc/>
    public Task<BlockLink?> FindAsync(BlockId id, CancellationToken cancellation) =>
        _blocks.FindAsync(id, cancellation);

    /// <summary>The block that has a transaction, and which of its transactions it is.</summary>
    /// <exception cref="RpcException">The node gives no answer.</exception>
    /// <exception cref="WitnessException">The node has it in no block.</exception>
    public Task<(BlockId Block, int Index)> FindTransactionAsync(
        Hash256 transaction, CancellationToken cancellation) =>
        _blocks.FindTransactionAsync(transaction, cancellation);

    /// <inheritdoc/>
    public async Task<FetchedBlock> FetchAsync(BlockId id, CancellationToken cancellation)
    {
        using Activity? activity = WitnessTelemetry.Activities.StartActivity("witness.fetch");
        activity?.SetTag("block", id.ToString());
        long started = _client.Time.GetTimestamp();
        string outcome = "failure";
        try
        {
            FetchedBlock fetched = await FetchFollowingAsync(id, cancellation);
            outcome = "ok";
            return fetched;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            WitnessTelemetry.MeasureBlock(
                _options.Type.ToString(), outcome, _client.Time.GetElapsedTime(started));
        }
    }

    // Begins again where a failure comes from the node's change to another chain.
    private async Task<FetchedBlock> FetchFollowingAsync(BlockId id, CancellationToken cancellation)
    {
        for (int restart = 0; ; restart++)
        {
            NodeBlock block = await _blocks.ReadAsync(id, cancellation);
            try
            {
                return await FetchAsync(block, cancellation);
            }
            catch (Exception failure) when (failure is WitnessException or RpcException)
            {
                BlockLink? now;
                try
                {
                    now = await _blocks.FindAsync(BlockId.Of(block.Number), cancellation);
                }
                catch (RpcException)
                {
                    throw failure;
                }

                if (now?.Hash == block.Hash)
                {
                    throw;
                }

                string change = $"block {block.Number}: the node has changed its chain from {RpcText.Hex(block.Hash)} "
                    + $"to {(now is null ? "one without it" : RpcText.Hex(now.Hash))}";
                if (id.Hash is not null || restart == MaxRestarts)
                {
                    throw new WitnessException(change + "; fetch the block again", failure);
                }
            }
        }
    }

    private async Task<FetchedBlock> FetchAsync(NodeBlock block, CancellationToken cancellation)
    {
        if (_options.Cache?.TryRead(block.Hash, _options.Chain) is { } cached)
        {
            return cached;
        }

        FetchedBlock fetched;
        try
        {
            fetched = await MakeAsync(block, cancellation);
        }
        catch (WitnessException) when (_preparation.IsNative)
        {
            fetched = await MakeAgainAsync(block, cancellation);
        }

        if (_options.Cache is { } cache && fetched.HeaderProblem is null)
        {
            await cache.WriteAsync(fetched, cancellation);
        }

        return fetched;
    }

    // A single wrong reply must not cost the header: it is left out only where it fails twice.
    private async Task<FetchedBlock> MakeAgainAsync(NodeBlock block, CancellationToken cancellation)
    {
        try
        {
            return await MakeAsync(block, cancellation);
        }
        catch (WitnessException failure)
        {
            return await TryMakePartialAsync(block, failure.Message, cancellation)
                ?? throw new WitnessException(failure.Message, failure);
        }
    }

    // Development nodes have headers that do not follow from their blocks: the roots of their tries, or of their
    // transactions, are others than Ethereum's. Such a block can be proven without its header, as from zero-bin's
    // format.
    private async Task<FetchedBlock?> TryMakePartialAsync(
        NodeBlock block, string problem, CancellationToken cancellation)
    {
        try
        {
            Hash256 root = await _proofs.ReadRootAsync(
                block.Block.Header.Beneficiary,
                new StateRef(block.Number - 1, block.Block.Header.ParentHash),
                cancellation);
            FetchedBlock made = await MakeAsync(block with { ProvenPreStateRoot = root }, cancellation);
            return made with { HeaderProblem = problem };
        }
        catch (Exception failure) when (failure is WitnessException or RpcException)
        {
            return null;
        }
    }

    private async Task<FetchedBlock> MakeAsync(NodeBlock block, CancellationToken cancellation)
    {
        ProvenState state = new();
        WitnessCompletion completion = new(_client, _blocks, _proofs, block, state);
        IReadOnlyList<ChainRules> candidates = await _rules.FindAsync(block, cancellation);
        (WitnessSourceType type, IReadOnlyList<string> traces) =
            await _preparation.PrepareAsync(block, state, completion, candidates[0].Fork, cancellation);
        Hash256[] history = await _history.ReadAsync(block, cancellation);
        CompletedWitness? first = null;
        foreach (ChainRules rules in candidates)
        {
            CompletedWitness completed = await completion.RunAsync(rules, history, cancellation);
            if (completed.Result.Status == BlockStatus.Ok)
            {
                _rules.Keep(rules);
                return Describe(block, completed, type, traces);
            }

            first ??= completed;
        }

        throw Invalid(block, first!, candidates);
    }

    private static FetchedBlock Describe(
        NodeBlock block, CompletedWitness completed, WitnessSourceType type, IReadOnlyList<string> traces) => new()
        {
            Witness = new BlockWitness(completed.Content, block.Block.Header, block.Block.Transactions, [])
            {
                Format = WitnessFormat.ExecutionWitness,
            },
            Statement = completed.Result.Statement,
            Receipts = [.. completed.Result.Receipts.Select(receipt => receipt!)],
            Traces = traces.Count == block.Block.Transactions.Count ? traces : [],
            Type = type,
        };

    private static WitnessException Invalid(
        NodeBlock block, CompletedWitness completed, IReadOnlyList<ChainRules> candidates)
    {
        BlockWitness witness = new(completed.Content, block.Block.Header, block.Block.Transactions, [])
        {
            Format = WitnessFormat.ExecutionWitness,
        };
        string rules = string.Join(", ", candidates.Select(
            candidate => $"{candidate.Fork} with {candidate.Blobs.Target}/{candidate.Blobs.Max} blobs"));
        return new WitnessException(
            $"{BlockExecution.Explain(witness, completed.Result)} (rules tried: {rules}; block hash "
            + $"{RpcText.Hex(block.Hash)}); if the chain has other rules, name its genesis file with --chain");
    }
}
