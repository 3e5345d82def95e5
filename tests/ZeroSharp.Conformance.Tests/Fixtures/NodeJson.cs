using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>Blocks as nodes give them in JSON (execution-apis, schemas/block.yaml and transaction.yaml).</summary>
internal static class NodeJson
{
    /// <summary>A block from its RLP, with full transactions.</summary>
    public static unsafe JsonObject OfBlock(byte[] encoding)
    {
        fixed (byte* start = encoding)
        {
            Assert.True(Block.TryDecode(new ByteRegion(start, encoding.Length), out Block block));
            JsonObject json = OfHeader(block.Header);
            JsonArray transactions = [];
            for (int i = 0; i < block.TransactionCount; i++)
            {
                transactions.Add((JsonNode)OfTransaction(block.Transaction(i).ToArray()));
            }

            json["transactions"] = transactions;
            if (block.HasWithdrawals)
            {
                json["withdrawals"] = new JsonArray([.. block.Withdrawals.Select(OfWithdrawal)]);
            }

            return json;
        }
    }

    /// <summary>A header, with its hash.</summary>
    public static JsonObject OfHeader(BlockHeader header)
    {
        byte[] nonce = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, header.Nonce);
        JsonObject json = new()
        {
            ["hash"] = Hex(BlockHeader.HashOf(header.Encode())),
            ["parentHash"] = Hex(header.ParentHash),
            ["sha3Uncles"] = Hex(header.OmmersHash),
            ["miner"] = Hex(header.Beneficiary),
            ["stateRoot"] = Hex(header.StateRoot),
            ["transactionsRoot"] = Hex(header.TransactionsRoot),
            ["receiptsRoot"] = Hex(header.ReceiptsRoot),
            ["logsBloom"] = Hex(header.LogsBloom),
            ["difficulty"] = Number(header.Difficulty),
            ["number"] = Hex(header.Number),
            ["gasLimit"] = Hex(header.GasLimit),
            ["gasUsed"] = Hex(header.GasUsed),
            ["timestamp"] = Hex(header.Timestamp),
            ["extraData"] = Hex(header.ExtraData),
            ["mixHash"] = Hex(header.MixHash),
            ["nonce"] = Hex(nonce),
            ["uncles"] = new JsonArray(),
            ["transactions"] = new JsonArray(),
        };
        if (header.FieldCount >= 16)
        {
            json["baseFeePerGas"] = Number(header.BaseFee);
        }

        if (header.FieldCount >= 17)
        {
            json["withdrawalsRoot"] = Hex(header.WithdrawalsRoot);
        }

        if (header.FieldCount >= 20)
        {
            json["blobGasUsed"] = Hex(header.BlobGasUsed);
            json["excessBlobGas"] = Hex(header.ExcessBlobGas);
            json["parentBeaconBlockRoot"] = Hex(header.ParentBeaconBlockRoot);
        }

        if (header.FieldCount >= 21)
        {
            json["requestsHash"] = Hex(header.RequestsHash);
        }

        return json;
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    public static string Hex(Hash256 hash) => Hex(hash.AsSpan());

    public static string Hex(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    private static JsonObject OfTransaction(byte[] raw)
    {
        Assert.Equal(TransactionStatus.Ok, TransactionDecoder.Decode(raw, out Transaction transaction));
        ulong v = transaction.Type != Transaction.Legacy ? (ulong)transaction.Parity
            : transaction.HasChainId ? (2 * transaction.ChainId) + 35 + (ulong)transaction.Parity
            : 27 + (ulong)transaction.Parity;
        JsonObject json = new()
        {
            ["hash"] = Hex(Keccak256.Hash(raw)),
            ["type"] = Hex((ulong)transaction.Type),
            ["nonce"] = Hex(transaction.Nonce),
            ["gas"] = Hex(transaction.GasLimit),
            ["to"] = transaction.IsCreation ? null : Hex(transaction.To),
            ["value"] = Number(transaction.Value),
            ["input"] = Hex(transaction.Data),
            ["v"] = Hex(v),
            ["r"] = Number(transaction.R),
            ["s"] = Number(transaction.S),
        };
        if (transaction.Type <= Transaction.AccessListType)
        {
            json["gasPrice"] = Number(transaction.MaxFee);
        }
        else
        {
            json["maxFeePerGas"] = Number(transaction.MaxFee);
            json["maxPriorityFeePerGas"] = Number(transaction.MaxPriorityFee);
        }

        if (transaction.Type != Transaction.Legacy)
        {
            json["chainId"] = Hex(transaction.ChainId);
            json["accessList"] = OfAccessList(transaction);
        }

        if (transaction.Type == Transaction.Blob)
        {
            json["maxFeePerBlobGas"] = Number(transaction.MaxBlobFee);
            json["blobVersionedHashes"] =
                new JsonArray([.. transaction.BlobHashes.Select(hash => (JsonNode)Hex(hash))]);
        }

        if (transaction.Type == Transaction.SetCode)
        {
            json["authorizationList"] = new JsonArray([.. transaction.Authorizations.Select(OfAuthorization)]);
        }

        return json;
    }

    private static JsonArray OfAccessList(Transaction transaction)
    {
        JsonArray list = [];
        int next = 0;
        for (int i = 0; i < transaction.AccessAddresses.Length; i++)
        {
            JsonArray keys = [];
            for (int j = 0; j < transaction.AccessKeyCounts[i]; j++)
            {
                keys.Add((JsonNode)Hex(FixtureJson.Bytes(in transaction.AccessKeys[next++])));
            }

            list.Add((JsonNode)new JsonObject
            {
                ["address"] = Hex(transaction.AccessAddresses[i]),
                ["storageKeys"] = keys,
            });
        }

        return list;
    }

    private static JsonNode OfAuthorization(Authorization authorization) => new JsonObject
    {
        ["chainId"] = Number(authorization.ChainId),
        ["address"] = Hex(authorization.Target),
        ["nonce"] = Hex(authorization.Nonce),
        ["yParity"] = Hex((ulong)authorization.Parity),
        ["r"] = Number(authorization.R),
        ["s"] = Number(authorization.S),
    };

    private static JsonNode OfWithdrawal(Withdrawal withdrawal) => new JsonObject
    {
        ["index"] = Hex(withdrawal.Index),
        ["validatorIndex"] = Hex(withdrawal.Validator),
        ["address"] = Hex(withdrawal.Address),
        ["amount"] = Hex(withdrawal.Amount),
    };

    private static string Hex(Address address)
    {
        byte[] bytes = new byte[Address.ByteLength];
        address.CopyTo(bytes);
        return Hex(bytes);
    }

    private static string Number(UInt256 value)
    {
        string digits = new BigInteger(FixtureJson.Bytes(in value), isUnsigned: true, isBigEndian: true)
            .ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return "0x" + (digits.Length == 0 ? "0" : digits);
    }
}
