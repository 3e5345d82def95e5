using System.Buffers.Binary;
using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Blocks;

/// <summary>Reads headers as nodes give them in JSON (execution-apis, schemas/block.yaml).</summary>
internal static class JsonHeader
{
    /// <summary>Reads a header; where the JSON has its hash, the fields must give it.</summary>
    /// <exception cref="WitnessException">A field is missing or wrong, or the hash is another.</exception>
    public static BlockHeader Read(JsonField json)
    {
        BlockHeader header = new()
        {
            ParentHash = new Hash256(json["parentHash"].AsBytes(32)),
            OmmersHash = new Hash256(json["sha3Uncles"].AsBytes(32)),
            Beneficiary = new Address(json["miner"].AsBytes(20)),
            StateRoot = new Hash256(json["stateRoot"].AsBytes(32)),
            TransactionsRoot = new Hash256(json["transactionsRoot"].AsBytes(32)),
            ReceiptsRoot = new Hash256(json["receiptsRoot"].AsBytes(32)),
            LogsBloom = json["logsBloom"].AsBytes(BlockHeader.BloomLength),
            Difficulty = Word(json["difficulty"]),
            Number = json["number"].AsUInt64(),
            GasLimit = json["gasLimit"].AsUInt64(),
            GasUsed = json["gasUsed"].AsUInt64(),
            Timestamp = json["timestamp"].AsUInt64(),
            ExtraData = json["extraData"].AsBytes(),
            MixHash = new Hash256(json["mixHash"].AsBytes(32)),
            Nonce = BinaryPrimitives.ReadUInt64BigEndian(json["nonce"].AsBytes(8)),
            FieldCount = 15,
        };
        ReadLater(json, header);
        if (json.TryGet("hash", out JsonField hash))
        {
            byte[] claimed = hash.AsBytes(32);
            Hash256 actual = BlockHeader.HashOf(header.Encode());
            if (new Hash256(claimed) != actual)
            {
                throw new WitnessException(
                    $"{hash.Path}: the header's fields give 0x{Convert.ToHexStringLower(actual.AsSpan())}, not 0x"
                    + Convert.ToHexStringLower(claimed));
            }
        }

        return header;
    }

    // Each fork added its fields after those of the forks before it.
    private static void ReadLater(JsonField json, BlockHeader header)
    {
        if (json.TryGet("baseFeePerGas", out JsonField baseFee))
        {
            header.BaseFee = Word(baseFee);
            header.FieldCount = 16;
        }

        if (json.TryGet("withdrawalsRoot", out JsonField withdrawals))
        {
            header.WithdrawalsRoot = new Hash256(withdrawals.AsBytes(32));
            header.FieldCount = 17;
        }

        if (json.TryGet("excessBlobGas", out JsonField excess))
        {
            header.ExcessBlobGas = excess.AsUInt64();
            header.BlobGasUsed = json["blobGasUsed"].AsUInt64();
            header.ParentBeaconBlockRoot = new Hash256(json["parentBeaconBlockRoot"].AsBytes(32));
            header.FieldCount = 20;
        }

        if (json.TryGet("requestsHash", out JsonField requests))
        {
            header.RequestsHash = new Hash256(requests.AsBytes(32));
            header.FieldCount = 21;
        }
    }

    private static UInt256 Word(JsonField field)
    {
        BigInteger value = field.AsUnsigned(256);
        return UInt256.FromBigEndian(value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }
}
