using System.Text.Json;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Blocks;

/// <summary>
/// Encodes blocks from what eth_getBlockByNumber and eth_getBlockByHash return with full transactions.
/// </summary>
internal static class JsonBlock
{
    /// <exception cref="WitnessException">
    /// A field is missing or wrong, or the block has ommers, of which this format has the hashes only.
    /// </exception>
    public static byte[] Encode(JsonField json)
    {
        BlockHeader header = JsonHeader.Read(json);
        if (json.TryGet("uncles", out JsonField uncles) && uncles.Items().Any())
        {
            throw new WitnessException(
                $"{uncles.Path}: the ommers' headers are not in this format; give the block as RLP");
        }

        List<byte[]> transactions = [];
        foreach (JsonField transaction in json["transactions"].Items())
        {
            transactions.Add(transaction.Kind == JsonValueKind.String
                ? throw new WitnessException(
                    $"{transaction.Path}: a hash where a transaction is due; ask the node for full transactions")
                : JsonTransaction.Encode(transaction));
        }

        return Block.Encode(header.Encode(), transactions, [], ReadWithdrawals(json));
    }

    /// <summary>The withdrawals with index and validator; null where there are none in the JSON.</summary>
    public static Withdrawal[]? ReadWithdrawals(JsonField json) =>
        json.TryGet("withdrawals", out JsonField withdrawals)
            ? [.. withdrawals.Items().Select(ReadWithdrawal)]
            : null;

    private static Withdrawal ReadWithdrawal(JsonField json) => new()
    {
        Index = json["index"].AsUInt64(),
        Validator = json["validatorIndex"].AsUInt64(),
        Address = new Address(json["address"].AsBytes(Address.ByteLength)),
        Amount = json["amount"].AsUInt64(),
    };
}
