using System.Globalization;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli.Cluster;

/// <summary>What is to be known of a node before its chain is followed.</summary>
/// <param name="Client">The node.</param>
/// <param name="Source">The same node.</param>
/// <param name="Range">The blocks.</param>
/// <param name="Previous">The statement that the first block must follow; null for none.</param>
/// <param name="PreviousFile">Where it is from.</param>
/// <param name="Checkpoint">Number or hash of the block that the first one must follow; null for any.</param>
internal sealed record NodeStart(
    JsonRpcClient Client,
    IWitnessSource Source,
    FollowedRange Range,
    Statement? Previous,
    string? PreviousFile,
    string? Checkpoint)
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The chain's id, the number of the last block (null to follow the tip), and the hash of the block before the
    /// first (null where any will do). Who follows the tip waits for a node that is not there.
    /// </summary>
    /// <exception cref="RpcException">The node does not answer, of a range.</exception>
    /// <exception cref="WitnessException">The blocks do not follow the previous proof or checkpoint.</exception>
    public async Task<(ulong ChainId, ulong? Last, Hash256? Anchor)> ReadAsync(
        TimeSpan pause, ILogger logger, CancellationToken cancellation)
    {
        CheckNumbers();
        Backoff backoff = new(TimeProvider.System, pause, LongestBackoff);
        while (true)
        {
            try
            {
                ulong chainId = await ReadChainIdAsync(cancellation);
                if (Previous is not null && Previous.ChainId != chainId)
                {
                    throw new WitnessException(
                        $"{PreviousFile} is a proof of chain {Previous.ChainId}, and the node is of chain {chainId}");
                }

                return (chainId, await FindLastAsync(cancellation), await FindAnchorAsync(cancellation));
            }
            catch (RpcException failure) when (Range.Last is null)
            {
                logger.LogWarning("waits: {Reason}", failure.Message);
                await backoff.WaitAsync(cancellation);
            }
        }
    }

    private void CheckNumbers()
    {
        if (Previous is not null && Previous.Number + 1 != Range.First)
        {
            throw new WitnessException(
                $"{PreviousFile} is the proof of block {Previous.Number}, which block {Range.First} does not follow: "
                + $"begin with block {Previous.Number + 1}, or leave -f out");
        }

        if (Checkpoint is not null && BlockId.TryParse(Checkpoint)?.Number is { } number && number + 1 != Range.First)
        {
            throw new WitnessException(
                $"the checkpoint is block {number}, which block {Range.First} does not follow: begin with block "
                + $"{number + 1}, or leave -c out");
        }
    }

    private async Task<ulong> ReadChainIdAsync(CancellationToken cancellation)
    {
        RpcReply reply = await Client.CallAsync(RpcCall.Of("eth_chainId"), cancellation);
        string text = reply.HasValue ? reply.Result.ToString() : string.Empty;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(
                text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong chainId)
            ? chainId
            : throw new RpcException("eth_chainId: the node's reply is no chain id; check --rpc-url");
    }

    private async Task<ulong?> FindLastAsync(CancellationToken cancellation)
    {
        if (Range.Last is not { } id)
        {
            return null;
        }

        ulong last = id.Number ?? (await Source.FindAsync(id, cancellation))?.Number
            ?? throw new WitnessException($"the node has no block {id}");
        last = Range.IsLastExcluded && last > 0 ? last - 1 : last;
        return last >= Range.First
            ? last
            : throw new WitnessException($"there is no block from {Range.First} to {id}: the end is before the start");
    }

    private async Task<Hash256?> FindAnchorAsync(CancellationToken cancellation)
    {
        if (Previous is null && Checkpoint is null)
        {
            return null;
        }

        BlockLink before = await Source.FindAsync(BlockId.Of(Range.First - 1), cancellation)
            ?? throw new WitnessException($"the node has no block {Range.First - 1}; is it synchronised?");
        if (Checkpoint is not null && BlockId.TryParse(Checkpoint)?.Hash is { } hash && hash != before.Hash)
        {
            throw new WitnessException(
                $"the checkpoint is block {StatementText.Hex(hash)}, and block {Range.First} follows block "
                + $"{before.Number} {StatementText.Hex(before.Hash)}: begin with the block after the checkpoint");
        }

        if (Previous is not null && Previous.BlockHash != before.Hash)
        {
            throw new WitnessException(
                $"{PreviousFile} is the proof of block {before.Number} {StatementText.Hex(Previous.BlockHash)}, and "
                + $"the node's chain has {StatementText.Hex(before.Hash)} there: begin with the block after one of "
                + "the chain's");
        }

        return Previous is null || Previous.PostStateRoot == before.StateRoot
            ? before.Hash
            : throw new WitnessException(
                $"{PreviousFile} ends with the state {StatementText.Hex(Previous.PostStateRoot)}, and block "
                + $"{Range.First} begins with {StatementText.Hex(before.StateRoot)}: it is no proof of this chain");
    }
}
