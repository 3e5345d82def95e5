using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>A block whose state is asked for, by hash where the node takes that (EIP-1898).</summary>
internal readonly record struct StateRef(ulong Number, Hash256 Hash);

/// <summary>Reads proofs and codes of states by eth_getProof (EIP-1186) and eth_getCode.</summary>
internal sealed class StateProofs(JsonRpcClient client)
{
    /// <summary>Slots in one call; nodes take 1024 and more.</summary>
    private const int MaxSlotsPerCall = 128;

    private volatile bool _wantsNumbers;

    /// <summary>
    /// Adds the proofs of keys to what is known of a state, and the codes of the accounts that are contracts.
    /// </summary>
    /// <exception cref="RpcException">The node does not prove one of them.</exception>
    public async Task AddAsync(
        ProvenState state, TouchedKeys keys, StateRef at, bool withCodes, CancellationToken cancellation)
    {
        List<(Address Account, UInt256[] Slots)> asked = [];
        foreach ((Address account, IReadOnlySet<UInt256> slots) in keys.All)
        {
            UInt256[][] parts = slots.Count == 0 ? [[]] : [.. slots.Chunk(MaxSlotsPerCall)];
            asked.AddRange(parts.Select(part => (account, part)));
        }

        IReadOnlyList<RpcReply> replies = await CallAsync(
            asked.Count,
            (i, block) => RpcCall.Of(
                "eth_getProof",
                RpcText.Hex(asked[i].Account),
                new JsonArray([.. asked[i].Slots.Select(slot => (JsonNode)RpcText.HexOfSlot(slot))]),
                block),
            at,
            cancellation);
        Dictionary<Hash256, Address> codes = [];
        for (int i = 0; i < replies.Count; i++)
        {
            Hash256 code = Add(state, replies[i].ToField());
            if (withCodes && !code.IsZero && code != Hash256.EmptyKeccak && !state.HasCode(code))
            {
                codes[code] = asked[i].Account;
            }
        }

        if (codes.Count > 0)
        {
            await AddCodesAsync(state, codes.Values, at, cancellation);
        }
    }

    /// <summary>The root of a state, as the proof of an account has it.</summary>
    /// <exception cref="RpcException">The node proves nothing of that state.</exception>
    /// <exception cref="WitnessException">The proof is empty.</exception>
    public async Task<Hash256> ReadRootAsync(Address account, StateRef at, CancellationToken cancellation)
    {
        IReadOnlyList<RpcReply> replies = await CallAsync(
            1,
            (_, block) => RpcCall.Of("eth_getProof", RpcText.Hex(account), new JsonArray(), block),
            at,
            cancellation);
        JsonField proof = replies[0].ToField()["accountProof"];
        return proof.Items().Any()
            ? Keccak256.Hash(proof.Items().First().AsBytes())
            : throw new WitnessException($"the node's proof of the state of block {at.Number} is empty");
    }

    /// <summary>Adds the codes of accounts.</summary>
    /// <exception cref="RpcException">The node does not give one of them.</exception>
    public async Task AddCodesAsync(
        ProvenState state, IReadOnlyCollection<Address> accounts, StateRef at, CancellationToken cancellation)
    {
        Address[] asked = [.. accounts];
        foreach (RpcReply reply in await CallAsync(
            asked.Length, (i, block) => RpcCall.Of("eth_getCode", RpcText.Hex(asked[i]), block), at, cancellation))
        {
            state.AddCode(reply.ToField().AsBytes());
        }
    }

    // The hash of the account's code as the node says; zero where it does not.
    private static Hash256 Add(ProvenState state, JsonField proof)
    {
        foreach (JsonField node in proof["accountProof"].Items())
        {
            state.AddNode(node.AsBytes());
        }

        if (proof.TryGet("storageProof", out JsonField slots))
        {
            foreach (JsonField slot in slots.Items())
            {
                foreach (JsonField node in slot["proof"].Items())
                {
                    state.AddNode(node.AsBytes());
                }
            }
        }

        return proof.TryGet("codeHash", out JsonField code) ? new Hash256(code.AsBytes(32)) : default;
    }

    private async Task<IReadOnlyList<RpcReply>> CallAsync(
        int count, Func<int, JsonNode, RpcCall> make, StateRef at, CancellationToken cancellation)
    {
        if (!_wantsNumbers)
        {
            IReadOnlyList<RpcReply> replies = await client.CallAsync(
                [
                    .. Enumerable.Range(0, count).Select(i => make(i, new JsonObject
                    {
                        ["blockHash"] = RpcText.Hex(at.Hash),
                    })),
                ],
                cancellation);
            if (!replies.Any(reply => reply.IsRefusedForm))
            {
                return replies;
            }

            _wantsNumbers = true;
        }

        return await client.CallAsync(
            [.. Enumerable.Range(0, count).Select(i => make(i, RpcText.Hex(at.Number)))], cancellation);
    }
}
