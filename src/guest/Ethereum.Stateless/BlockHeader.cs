using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// A block header: the 15 fields of the Yellow Paper (section 4.3.3), then those that EIP-1559, EIP-4895,
/// EIP-4844 (two), EIP-4788 and EIP-7685 added at the end. Fields that a header lacks are zero.
/// </summary>
public sealed class BlockHeader
{
    /// <summary>Bytes of <see cref="LogsBloom"/>.</summary>
    public const int BloomLength = 256;

    public Hash256 ParentHash;
    public Hash256 OmmersHash = NoOmmers;
    public Address Beneficiary;
    public Hash256 StateRoot;
    public Hash256 TransactionsRoot;
    public Hash256 ReceiptsRoot;
    public byte[] LogsBloom = [];

    /// <summary>Zero since Paris (EIP-3675).</summary>
    public UInt256 Difficulty;

    public ulong Number;
    public ulong GasLimit;
    public ulong GasUsed;

    /// <summary>Seconds since 1970.</summary>
    public ulong Timestamp;

    public byte[] ExtraData = [];

    /// <summary>The mix of proof of work; since Paris PREVRANDAO (EIP-4399).</summary>
    public Hash256 MixHash;

    /// <summary>The eight bytes as a big-endian integer; zero since Paris.</summary>
    public ulong Nonce;

    /// <summary>Wei for a unit of gas (EIP-1559).</summary>
    public UInt256 BaseFee;

    public Hash256 WithdrawalsRoot;
    public ulong BlobGasUsed;
    public ulong ExcessBlobGas;
    public Hash256 ParentBeaconBlockRoot;
    public Hash256 RequestsHash;

    /// <summary>How many fields the encoding has; see <see cref="FieldsOf"/>.</summary>
    public int FieldCount;

    /// <summary>keccak256 of the RLP of an empty list.</summary>
    public static Hash256 NoOmmers => new(
        0x7A5D_C7DE_E84D_CC1D, 0x1AD4_CCB6_67B5_85AB, 0x1374_8A94_1B45_12D3,
        0x4793_D440_FD42_A1F0);

    /// <summary>The number of fields that a header has in a fork.</summary>
    public static int FieldsOf(Fork fork) => fork switch
    {
        < Fork.London => 15,
        < Fork.Shanghai => 16,
        Fork.Shanghai => 17,
        Fork.Cancun => 20,
        _ => 21,
    };

    /// <summary>Reads the RLP list of a header, which must be all of the bytes.</summary>
    /// <returns>False if it is not canonical, or has another number or other types of fields.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoding, out BlockHeader header)
    {
        header = new BlockHeader();
        var whole = new RlpReader(encoding);
        return whole.ReadList(out RlpReader fields) == RlpStatus.Ok && whole.IsAtEnd
            && fields.CountItems(out header.FieldCount) == RlpStatus.Ok
            && header.FieldCount is 15 or 16 or 17 or 20 or 21
            && header.ReadFirst(ref fields)
            && header.ReadLater(ref fields);
    }

    /// <summary>The hash of a header's encoding: the block hash.</summary>
    public static Hash256 HashOf(ReadOnlySpan<byte> encoding) => Keccak256.Hash(encoding);

    /// <summary>Writes the RLP list with <see cref="FieldCount"/> fields.</summary>
    [HostOnly]
    public byte[] Encode()
    {
        var output = new ByteBuffer(768);
        int list = RlpWriter.BeginList(output);
        RlpWriter.Write(output, in ParentHash);
        RlpWriter.Write(output, in OmmersHash);
        RlpWriter.Write(output, in Beneficiary);
        RlpWriter.Write(output, in StateRoot);
        RlpWriter.Write(output, in TransactionsRoot);
        RlpWriter.Write(output, in ReceiptsRoot);
        RlpWriter.Write(output, LogsBloom.Length == 0 ? new byte[BloomLength] : LogsBloom);
        RlpWriter.Write(output, in Difficulty);
        RlpWriter.Write(output, Number);
        RlpWriter.Write(output, GasLimit);
        RlpWriter.Write(output, GasUsed);
        RlpWriter.Write(output, Timestamp);
        RlpWriter.Write(output, ExtraData);
        RlpWriter.Write(output, in MixHash);
        var nonce = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, Nonce);
        RlpWriter.Write(output, nonce);
        EncodeLater(output);
        RlpWriter.EndList(output, list);
        return output.ToArray();
    }

    [HostOnly]
    private void EncodeLater(ByteBuffer output)
    {
        if (FieldCount >= 16)
        {
            RlpWriter.Write(output, in BaseFee);
        }

        if (FieldCount >= 17)
        {
            RlpWriter.Write(output, in WithdrawalsRoot);
        }

        if (FieldCount >= 20)
        {
            RlpWriter.Write(output, BlobGasUsed);
            RlpWriter.Write(output, ExcessBlobGas);
            RlpWriter.Write(output, in ParentBeaconBlockRoot);
        }

        if (FieldCount >= 21)
        {
            RlpWriter.Write(output, in RequestsHash);
        }
    }

    private bool ReadFirst(ref RlpReader fields)
    {
        if (fields.ReadHash(out ParentHash) != RlpStatus.Ok
            || fields.ReadHash(out OmmersHash) != RlpStatus.Ok
            || fields.ReadAddress(out Beneficiary) != RlpStatus.Ok
            || fields.ReadHash(out StateRoot) != RlpStatus.Ok
            || fields.ReadHash(out TransactionsRoot) != RlpStatus.Ok
            || fields.ReadHash(out ReceiptsRoot) != RlpStatus.Ok
            || fields.ReadFixed(BloomLength, out ReadOnlySpan<byte> bloom) != RlpStatus.Ok
            || fields.ReadUInt256(out Difficulty) != RlpStatus.Ok
            || fields.ReadUInt64(out Number) != RlpStatus.Ok
            || fields.ReadUInt64(out GasLimit) != RlpStatus.Ok
            || fields.ReadUInt64(out GasUsed) != RlpStatus.Ok
            || fields.ReadUInt64(out Timestamp) != RlpStatus.Ok
            || fields.ReadBytes(out ReadOnlySpan<byte> extraData) != RlpStatus.Ok
            || fields.ReadHash(out MixHash) != RlpStatus.Ok
            || fields.ReadFixed(8, out ReadOnlySpan<byte> nonce) != RlpStatus.Ok)
        {
            return false;
        }

        LogsBloom = bloom.ToArray();
        ExtraData = extraData.ToArray();
        Nonce = BinaryPrimitives.ReadUInt64BigEndian(nonce);
        return true;
    }

    private bool ReadLater(ref RlpReader fields)
    {
        return (FieldCount < 16 || fields.ReadUInt256(out BaseFee) == RlpStatus.Ok)
            && (FieldCount < 17 || fields.ReadHash(out WithdrawalsRoot) == RlpStatus.Ok)
            && (FieldCount < 20
                || (fields.ReadUInt64(out BlobGasUsed) == RlpStatus.Ok
                    && fields.ReadUInt64(out ExcessBlobGas) == RlpStatus.Ok
                    && fields.ReadHash(out ParentBeaconBlockRoot) == RlpStatus.Ok))
            && (FieldCount < 21 || fields.ReadHash(out RequestsHash) == RlpStatus.Ok);
    }
}
