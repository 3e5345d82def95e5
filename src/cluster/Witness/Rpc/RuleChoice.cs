using System.Text.Json;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// Which rules a block may follow: those of the given or the built-in chain, or else those that its header and the
/// node allow, the likeliest first. Execution tells which of them it does follow.
/// </summary>
internal sealed class RuleChoice(JsonRpcClient client, ChainSpec? chain)
{
    private readonly Lock _lock = new();
    private ChainRules? _last;

    /// <summary>At least one; more where only execution can tell.</summary>
    /// <exception cref="WitnessException">The chain must be named.</exception>
    public async Task<IReadOnlyList<ChainRules>> FindAsync(NodeBlock block, CancellationToken cancellation)
    {
        BlockHeader header = block.Block.Header;
        if (ChainChoice.TryFind(chain, block.ChainId, header) is { } known)
        {
            return [known];
        }

        byte[] deposits = new byte[20];
        switch (header.FieldCount)
        {
            case 20:
                return [new ChainRules(Fork.Cancun, BlobSchedule.Of(Fork.Cancun), deposits)];
            case 17:
                return [new ChainRules(Fork.Shanghai, default, deposits)];
            case 16:
                return [new ChainRules(header.Difficulty.IsZero ? Fork.Paris : Fork.London, default, deposits)];
            case < 16:
                throw new WitnessException(
                    $"block {block.Number}: the chain with id {block.ChainId} is not built in, and a header cannot "
                    + "tell the forks before London: name the genesis file with --chain");
            default:
                break;
        }

        List<ChainRules> candidates = [];
        lock (_lock)
        {
            if (_last is not null)
            {
                candidates.Add(_last);
            }
        }

        if (candidates.Count == 0)
        {
            candidates.AddRange(await AskAsync(header.Timestamp, cancellation));
        }

        foreach ((Fork fork, BlobSchedule blobs) in PublicRules())
        {
            if (!candidates.Exists(seen => seen.Fork == fork && Equal(seen.Blobs, blobs)))
            {
                candidates.Add(new ChainRules(fork, blobs, deposits));
            }
        }

        return candidates;
    }

    /// <summary>Remembers what a block followed: the next one most likely does too.</summary>
    public void Keep(ChainRules rules)
    {
        lock (_lock)
        {
            _last = rules;
        }
    }

    // With a requests hash in the header (EIP-7685).
    private static IEnumerable<(Fork Fork, BlobSchedule Blobs)> PublicRules()
    {
        yield return (Fork.Osaka, BlobSchedule.Of(Fork.Osaka));
        yield return (Fork.Prague, BlobSchedule.Of(Fork.Prague));
        foreach ((BlobSchedule blobs, _) in ChainSpec.Find(1)!.BlobsByTime.Where(
            entry => entry.Blobs.Max > BlobSchedule.Of(Fork.Osaka).Max))
        {
            yield return (Fork.Osaka, blobs);
        }
    }

    private static bool Equal(BlobSchedule a, BlobSchedule b) =>
        a.Target == b.Target && a.Max == b.Max && a.UpdateFraction == b.UpdateFraction;

    // What nodes say of their rules: anvil_nodeInfo, and eth_config (EIP-7910).
    private async Task<List<ChainRules>> AskAsync(ulong timestamp, CancellationToken cancellation)
    {
        List<ChainRules> said = [];
        RpcReply config = await client.CallAsync(RpcCall.Of("eth_config"), cancellation);
        if (IsObject(config))
        {
            try
            {
                AddConfig(said, config.ToField()["current"], timestamp);
            }
            catch (WitnessException)
            {
                // As where the node has no such method.
            }
        }

        if (said.Count > 0)
        {
            return said;
        }

        RpcReply info = await client.CallAsync(RpcCall.Of("anvil_nodeInfo"), cancellation);
        if (IsObject(info) && info.ToField().TryGet("hardFork", out JsonField name)
            && name.Kind == JsonValueKind.String
            && Enum.TryParse(name.AsText(), ignoreCase: true, out Fork fork) && fork >= Fork.Prague)
        {
            said.Add(new ChainRules(fork, BlobSchedule.Of(fork), new byte[20]));
        }

        return said;
    }

    private static void AddConfig(List<ChainRules> said, JsonField current, ulong timestamp)
    {
        if (current["activationTime"].AsUInt64() > timestamp)
        {
            return;
        }

        JsonField blobs = current["blobSchedule"];
        BlobSchedule schedule = new(
            (uint)blobs["target"].AsUInt64(uint.MaxValue),
            (uint)blobs["max"].AsUInt64(uint.MaxValue),
            blobs["baseFeeUpdateFraction"].AsUInt64());
        bool isOsaka = current.TryGet("precompiles", out JsonField precompiles)
            && precompiles.Members().Any(member => member.Name == "P256VERIFY");
        byte[] deposits = current.TryGet("systemContracts", out JsonField contracts)
            && contracts.TryGet("DEPOSIT_CONTRACT_ADDRESS", out JsonField address)
            ? address.AsBytes(20)
            : new byte[20];
        if (schedule.UpdateFraction > 0)
        {
            said.Add(new ChainRules(isOsaka ? Fork.Osaka : Fork.Prague, schedule, deposits));
        }
    }

    private static bool IsObject(RpcReply reply) =>
        reply.HasValue && reply.Result.ValueKind == JsonValueKind.Object;
}
