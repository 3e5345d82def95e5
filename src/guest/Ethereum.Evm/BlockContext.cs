using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>What code can learn about its block.</summary>
public sealed class BlockContext
{
    public ulong ChainId;
    public ulong Number;

    /// <summary>Seconds since the epoch.</summary>
    public ulong Timestamp;

    public ulong GasLimit;
    public Address Beneficiary;
    public UInt256 BaseFee;

    /// <summary>The beacon chain's randomness (EIP-4399), from Paris on.</summary>
    public UInt256 PrevRandao;

    /// <summary>The difficulty, before Paris.</summary>
    public UInt256 Difficulty;

    /// <summary>Wei for one unit of blob gas (EIP-7516).</summary>
    public UInt256 BlobBaseFee;

    /// <summary>Hashes of the blocks before this one, the parent first, at most 256.</summary>
    public Hash256[] Ancestors = [];

    /// <summary>Whether code asked for the hash of an ancestor that is not there.</summary>
    public bool IsAncestorMissing;

    /// <summary>How far code went back with BLOCKHASH: 1 for the parent, 0 if it did not ask.</summary>
    public int OldestAncestorRead;

    /// <summary>The hash of a block: zero if it is not one of the last 256.</summary>
    public Hash256 HashOf(in UInt256 number)
    {
        if (!number.FitsUInt64 || number.U0 >= Number || Number - number.U0 > 256)
        {
            return default;
        }

        ulong index = Number - number.U0 - 1;
        if (index >= (ulong)Ancestors.Length)
        {
            IsAncestorMissing = true;
            return default;
        }

        OldestAncestorRead = Math.Max(OldestAncestorRead, (int)index + 1);
        return Ancestors[index];
    }
}
