using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness.ExecutionWitness;
using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>A block executed natively on a witness that suffices.</summary>
internal sealed record CompletedWitness(BlockInputContent Content, BlockResult Result);

/// <summary>
/// Executes a block on what is known of its pre-state, asks the node for what execution lacks, and begins again,
/// until execution comes to an end: the node's hints need not be complete.
/// </summary>
internal sealed class WitnessCompletion(
    JsonRpcClient client, NodeBlocks blocks, StateProofs proofs, NodeBlock block, ProvenState state)
{
    /// <summary>
    /// Executions of one block: more than the accounts and slots that fit a block are found one by one only where
    /// the node gives no hints.
    /// </summary>
    private const int MaxRounds = 2048;

    /// <summary>Slots of one account that are proven after the block for the sake of a missing node.</summary>
    private const int MaxLaterSlots = 1024;

    private readonly HashSet<Hash256> _searched = [];
    private List<byte[]> _headers = [block.Parent];

    private StateRef Before => new(block.Number - 1, block.Block.Header.ParentHash);

    private StateRef After => new(block.Number, block.Hash);

    /// <summary>Takes headers of the blocks before that the node has given already.</summary>
    /// <exception cref="WitnessException">One between others is not among them.</exception>
    public void Use(AncestorHeaders headers)
    {
        headers.Add(block.Parent, "parent");
        List<byte[]> ordered = headers.Order(block.Block.Header, "headers");
        if (ordered.Count > _headers.Count)
        {
            _headers = ordered;
        }
    }

    /// <summary>Adds proofs of keys that are not proven yet.</summary>
    public async Task ProveAsync(TouchedKeys keys, CancellationToken cancellation)
    {
        TouchedKeys more = keys.Except(state.Proven);
        if (more.IsEmpty)
        {
            return;
        }

        state.Proven.AddAll(more);
        await proofs.AddAsync(state, more, Before, withCodes: true, cancellation);
        if (!state.HasNode(block.PreStateRoot) && block.PreStateRoot != Hash256.EmptyTrieRoot)
        {
            throw new WitnessException(
                $"block {block.Number}: the node's proofs are not of the state {RpcText.Hex(block.PreStateRoot)} "
                + $"that the header of block {block.Number - 1} names; has it the state of that block still?");
        }
    }

    /// <summary>Executes under some rules; the result is decided, whether the block is valid or not.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="history">The hashes of the blocks before, the parent's first.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="WitnessException">The node does not give what execution lacks.</exception>
    public async Task<CompletedWitness> RunAsync(
        ChainRules rules, Hash256[] history, CancellationToken cancellation)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            BlockInputContent content = Compose(rules, history, state.Codes.Values);
            BlockResult result = StatelessBlock.Run(BlockInputWriter.Write(content));
            switch (result.Status)
            {
                case BlockStatus.IncompleteState:
                    await AddNodeAsync(result, cancellation);
                    break;
                case BlockStatus.MissingCode:
                    await AddCodeAsync(result, cancellation);
                    break;
                case BlockStatus.Ok when !block.IsHeaderPartial && !result.Statement.IsHistoryChecked
                    && _headers.Count < history.Length:
                    _headers = await blocks.ReadAncestorsAsync(
                        block, Math.Min(2 * _headers.Count, history.Length), cancellation);
                    break;
                case BlockStatus.Ok:
                    return Prune(rules, history, content, result);
                default:
                    return new CompletedWitness(content, result);
            }
        }

        throw new WitnessException(
            $"block {block.Number}: the node's proofs do not suffice after {MaxRounds} rounds of execution");
    }

    private BlockInputContent Compose(ChainRules rules, Hash256[] history, IEnumerable<byte[]> codes)
    {
        BlockInputContent content = new()
        {
            ChainId = block.ChainId,
            Block = block.Block.Encoding,
            PreStateRoot = block.PreStateRoot.AsSpan().ToArray(),
        };
        content.Apply(rules);
        if (block.IsHeaderPartial)
        {
            content.IsHeaderPartial = true;
            content.BlockHash = block.Hash.AsSpan().ToArray();
        }
        else
        {
            content.AncestorHeaders.AddRange(_headers);
        }

        content.Ancestors.AddRange(history.Select(hash => hash.AsSpan().ToArray()));
        content.Codes.AddRange(codes);
        content.Nodes.AddRange(state.Nodes);
        return content;
    }

    // Leaves out codes that were asked for and never run, which would only make the guest's input longer.
    private CompletedWitness Prune(
        ChainRules rules, Hash256[] history, BlockInputContent content, BlockResult result)
    {
        StateWalk walk = new(content.Nodes, content.PreStateRoot);
        byte[][] nodes = [.. walk.Reached];
        content.Nodes.Clear();
        content.Nodes.AddRange(nodes);
        HashSet<Hash256> used = [];
        WorldState world = result.World!;
        for (int i = 0; i < world.AccountCount; i++)
        {
            if (world.AccountAt(i) is { Code: not null } account)
            {
                used.Add(account.CodeHash);
            }
        }

        // A code that the block itself replaced (EIP-7702) is found out by execution.
        for (int attempt = 0; attempt <= state.Codes.Count; attempt++)
        {
            BlockInputContent pruned = Compose(
                rules, history, state.Codes.Where(code => used.Contains(code.Key)).Select(code => code.Value));
            pruned.Nodes.Clear();
            pruned.Nodes.AddRange(nodes);
            BlockResult again = StatelessBlock.Run(BlockInputWriter.Write(pruned));
            if (again.Status == BlockStatus.Ok)
            {
                return new CompletedWitness(pruned, again);
            }

            if (again.Status != BlockStatus.MissingCode || !used.Add(again.MissingHash))
            {
                break;
            }
        }

        return new CompletedWitness(content, result);
    }

    private async Task AddCodeAsync(BlockResult result, CancellationToken cancellation)
    {
        WorldState world = result.World!;
        List<Address> owners = [];
        for (int i = 0; i < world.AccountCount; i++)
        {
            if (world.AccountAt(i) is { IsLoaded: true } account && account.CodeHash == result.MissingHash)
            {
                owners.Add(account.Address);
                break;
            }
        }

        await proofs.AddCodesAsync(state, owners, Before, cancellation);
        if (!state.HasCode(result.MissingHash))
        {
            throw new WitnessException(
                $"block {block.Number}: the node does not give the code with hash {RpcText.Hex(result.MissingHash)}");
        }
    }

    // The missing node leads to a key that execution wanted to read; where all those are proven already, it is beside
    // a deleted key. What execution reads after the fault is not to be relied on.
    private async Task AddNodeAsync(BlockResult result, CancellationToken cancellation)
    {
        TriePlace place = result.WitnessFault == WitnessFault.MissingNode
            ? TriePlace.Find(state, block.PreStateRoot, result.MissingHash) ?? throw Lacking(result, null)
            : throw Lacking(result, null);
        TouchedKeys below = TouchedKeys.Of(result.World!).FirstBelow(place, state.Proven);
        if (!below.IsEmpty)
        {
            await ProveAsync(below, cancellation);
            return;
        }

        if (!_searched.Add(result.MissingHash))
        {
            throw Lacking(result, place);
        }

        await AddSiblingAsync(result, place, cancellation);
        if (!state.HasNode(result.MissingHash))
        {
            throw Lacking(result, place);
        }
    }

    private async Task AddSiblingAsync(BlockResult result, TriePlace place, CancellationToken cancellation)
    {
        WorldState world = result.World!;
        Account? owner = null;
        TouchedKeys deleted = new();
        for (int i = 0; i < world.AccountCount; i++)
        {
            Account account = world.AccountAt(i);
            Hash256 hash = TriePlace.HashOf(account.Address);
            if (place.Account is null && !account.Exists && place.IsAbove(hash, parent: true))
            {
                deleted.Add(account.Address);
            }
            else if (hash == place.Account)
            {
                owner = account;
                AddDeleted(deleted, account, place);
            }
        }

        // A leaf or an extension has moved up in the state after the block, and the proof there ends with it.
        if (!deleted.IsEmpty)
        {
            await AddLaterProofsAsync(deleted, cancellation);
        }

        if (state.HasNode(result.MissingHash))
        {
            return;
        }

        TouchedKeys found = new();
        if (place.Account is null)
        {
            if (KeySearch.Find(place, Address.ByteLength, cancellation) is { } address)
            {
                found.Add(new Address(address));
            }
        }
        else if (owner is not null
            && (await ListSlotAsync(owner.Address, place, cancellation) ?? KeySearch.Find(place, 32, cancellation))
                is { } slot)
        {
            found.Add(owner.Address, UInt256.FromBigEndian(slot));
        }

        await ProveAsync(found, cancellation);
    }

    // Without these proofs there is still another way.
    private async Task AddLaterProofsAsync(TouchedKeys deleted, CancellationToken cancellation)
    {
        try
        {
            await proofs.AddAsync(state, deleted, After, withCodes: false, cancellation);
            state.AddCollapsed(block.PreStateRoot);
        }
        catch (RpcException)
        {
            // The node has not the state after the block, or not any more.
        }
    }

    private static void AddDeleted(TouchedKeys deleted, Account account, TriePlace place)
    {
        int count = 0;
        for (int j = 0; j < (account.Storage?.Count ?? 0) && count < MaxLaterSlots; j++)
        {
            UInt256 key = account.Storage!.KeyAt(j);
            if (account.Storage.ValueAt(j).Current.IsZero && place.IsAbove(TriePlace.HashOf(key), parent: true))
            {
                deleted.Add(account.Address, key);
                count++;
            }
        }
    }

    // geth tells the first slots after a hash, where it has their preimages.
    private async Task<byte[]?> ListSlotAsync(Address account, TriePlace place, CancellationToken cancellation)
    {
        byte[] start = new byte[32];
        for (int i = 0; i < place.Path.Length; i++)
        {
            start[i / 2] |= (byte)((i & 1) == 0 ? place.Path[i] << 4 : place.Path[i]);
        }

        RpcReply reply = await client.CallAsync(
            RpcCall.Of(
                "debug_storageRangeAt",
                RpcText.Hex(block.Hash), 0, RpcText.Hex(account), RpcText.Hex(start), (JsonNode)1),
            cancellation);
        if (!reply.HasValue || reply.Result.ValueKind != JsonValueKind.Object
            || !reply.ToField().TryGet("storage", out JsonField storage) || storage.Kind != JsonValueKind.Object)
        {
            return null;
        }

        foreach ((_, JsonField entry) in storage.Members())
        {
            if (entry.Kind == JsonValueKind.Object && entry.TryGet("key", out JsonField key)
                && key.AsBytes() is { Length: 32 } slot && place.IsAbove(Keccak256.Hash(slot)))
            {
                return slot;
            }
        }

        return null;
    }

    private WitnessException Lacking(BlockResult result, TriePlace? place)
    {
        string where = place is null ? string.Empty
            : $" at the path {string.Concat(place.Path.Select(nibble => nibble.ToString("x")))} of the "
                + (place.Account is { } account
                    ? $"storage of the account with hash {RpcText.Hex(account)}"
                    : "state trie");
        return new WitnessException(
            $"block {block.Number}: the trie node {RpcText.Hex(result.MissingHash)}{where} is needed, and no proof of "
            + $"the node's has it ({result.WitnessFault}); a node with debug_executionWitness has it");
    }
}
