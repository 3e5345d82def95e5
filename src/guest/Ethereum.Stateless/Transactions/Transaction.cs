using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>A decoded transaction of any known type.</summary>
public sealed class Transaction
{
    public const int Legacy = 0;
    public const int AccessListType = 1;
    public const int DynamicFee = 2;
    public const int Blob = 3;

    /// <summary>EIP-7702.</summary>
    public const int SetCode = 4;

    /// <summary>Blob gas of one blob (EIP-4844).</summary>
    public const ulong GasPerBlob = 131_072;

    public int Type;

    /// <summary>False for a legacy transaction without replay protection (EIP-155).</summary>
    public bool HasChainId;

    public ulong ChainId;
    public ulong Nonce;

    /// <summary>The priority fee in wei per gas; the gas price for types 0 and 1.</summary>
    public UInt256 MaxPriorityFee;

    /// <summary>The largest fee in wei per gas; the gas price for types 0 and 1.</summary>
    public UInt256 MaxFee;

    public ulong GasLimit;
    public bool IsCreation;
    public Address To;
    public UInt256 Value;
    public byte[] Data = [];

    /// <summary>Addresses of the access list (EIP-2930).</summary>
    public Address[] AccessAddresses = [];

    /// <summary>The number of storage keys of each address of the access list.</summary>
    public int[] AccessKeyCounts = [];

    /// <summary>The storage keys of all addresses, one after another.</summary>
    public UInt256[] AccessKeys = [];

    /// <summary>The largest fee in wei per blob gas (EIP-4844).</summary>
    public UInt256 MaxBlobFee;

    public Hash256[] BlobHashes = [];

    /// <summary>Who delegates to whom (EIP-7702).</summary>
    public Authorization[] Authorizations = [];

    public UInt256 R;
    public UInt256 S;

    /// <summary>The parity of the y coordinate of the signature's point.</summary>
    public int Parity;

    /// <summary>What the sender signed.</summary>
    public Hash256 SigningHash;

    public ulong BlobGas => GasPerBlob * (ulong)BlobHashes.Length;

    /// <summary>The sender; false if the signature is invalid.</summary>
    /// <param name="isHighSRefused">Whether a high s makes it so (EIP-2).</param>
    /// <param name="sender">The account that signed.</param>
    public bool TryRecoverSender(bool isHighSRefused, out Address sender)
    {
        sender = default;
        return (!isHighSRefused || S <= Secp256k1.HalfOrder)
            && Secp256k1.TryRecover(in SigningHash, in R, in S, Parity, out sender);
    }
}
