using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Blocks;

/// <summary>
/// Encodes transactions from the JSON that nodes give (execution-apis, schemas/transaction.yaml): legacy,
/// and types 1 (EIP-2930), 2 (EIP-1559), 3 (EIP-4844) and 4 (EIP-7702).
/// </summary>
internal static class JsonTransaction
{
    /// <summary>The transaction as it stands in a block, decapsulated.</summary>
    /// <exception cref="WitnessException">
    /// A field is missing or wrong, the type is unknown, or the fields do not give the hash.
    /// </exception>
    public static byte[] Encode(JsonField json)
    {
        ulong type = json.TryGet("type", out JsonField given) ? given.AsUInt64() : 0;
        byte[] encoding = type switch
        {
            0 => HostRlp.List(
                [Integer(json, "nonce"), Integer(json, "gasPrice"), .. Body(json), .. Signature(json, "v")]),
            1 => Typed(1, json, [Integer(json, "gasPrice")], []),
            2 => Typed(2, json, Fees(json), []),
            3 => Typed(3, json, Fees(json), [Integer(json, "maxFeePerBlobGas"), BlobHashes(json)]),
            4 => Typed(4, json, Fees(json), [Authorizations(json)]),
            _ => throw new WitnessException($"{given.Path}: transactions of type {type} are not known"),
        };
        if (json.TryGet("hash", out JsonField hash)
            && Keccak256.Hash(encoding) != new Hash256(hash.AsBytes(32)))
        {
            throw new WitnessException($"{hash.Path}: the transaction's fields give another hash");
        }

        return encoding;
    }

    private static byte[] Typed(byte type, JsonField json, byte[][] fees, byte[][] additions) =>
    [
        type,
        .. HostRlp.List(
        [
            Integer(json, "chainId"),
            Integer(json, "nonce"),
            .. fees,
            .. Body(json),
            AccessList(json),
            .. additions,
            .. Signature(json, json.TryGet("yParity", out _) ? "yParity" : "v"),
        ]),
    ];

    private static byte[][] Fees(JsonField json) =>
        [Integer(json, "maxPriorityFeePerGas"), Integer(json, "maxFeePerGas")];

    private static byte[][] Body(JsonField json) =>
    [
        Integer(json, "gas"),
        HostRlp.Bytes(json.TryGet("to", out JsonField to) ? to.AsBytes(Address.ByteLength) : []),
        Integer(json, "value"),
        HostRlp.Bytes((json.TryGet("input", out JsonField input) ? input : json["data"]).AsBytes()),
    ];

    private static byte[][] Signature(JsonField json, string parity) =>
        [Integer(json, parity), Integer(json, "r"), Integer(json, "s")];

    private static byte[] AccessList(JsonField json) => HostRlp.List(
    [
        .. json["accessList"].Items().Select(entry => HostRlp.List(
            HostRlp.Bytes(entry["address"].AsBytes(Address.ByteLength)),
            HostRlp.List([.. entry["storageKeys"].Items().Select(key => HostRlp.Bytes(key.AsBytes(32)))]))),
    ]);

    private static byte[] BlobHashes(JsonField json) => HostRlp.List(
        [.. json["blobVersionedHashes"].Items().Select(hash => HostRlp.Bytes(hash.AsBytes(32)))]);

    private static byte[] Authorizations(JsonField json) => HostRlp.List(
    [
        .. json["authorizationList"].Items().Select(entry => HostRlp.List(
        [
            Integer(entry, "chainId"),
            HostRlp.Bytes(entry["address"].AsBytes(Address.ByteLength)),
            Integer(entry, "nonce"),
            .. Signature(entry, entry.TryGet("yParity", out _) ? "yParity" : "v"),
        ])),
    ]);

    private static byte[] Integer(JsonField json, string name) => HostRlp.Integer(json[name].AsUnsigned(256));
}
