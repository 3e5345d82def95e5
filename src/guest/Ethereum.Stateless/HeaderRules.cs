using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// What the execution layer asks of a header (Yellow Paper, section 4.3.4, as changed by EIP-1559, EIP-3675,
/// EIP-4844 and EIP-7918). Difficulty and proof of work of blocks before Paris are not looked at.
/// </summary>
internal static class HeaderRules
{
    private const ulong MinGasLimit = 5000;
    private const ulong GasLimitQuotient = 1024;
    private const int MaxExtraData = 32;

    // EIP-1559.
    private const ulong ElasticityMultiplier = 2;
    private const ulong BaseFeeDenominator = 8;
    private const ulong InitialBaseFee = 1_000_000_000;

    /// <summary>Checks a header by itself.</summary>
    public static BlockStatus Check(BlockHeader header, ForkRules rules)
    {
        if (header.FieldCount != BlockHeader.FieldsOf(rules.Fork))
        {
            return BlockStatus.MalformedBlock;
        }

        if (header.ExtraData.Length > MaxExtraData)
        {
            return BlockStatus.ExtraDataTooLong;
        }

        if (header.GasLimit < MinGasLimit)
        {
            return BlockStatus.WrongGasLimit;
        }

        if (header.GasUsed > header.GasLimit)
        {
            return BlockStatus.GasUsedAboveLimit;
        }

        bool hasWork = !header.Difficulty.IsZero || header.Nonce != 0
            || header.OmmersHash != BlockHeader.NoOmmers;
        return rules.Fork >= Fork.Paris && hasWork ? BlockStatus.NotProofOfStake : BlockStatus.Ok;
    }

    /// <summary>Checks a header against that of its parent.</summary>
    public static BlockStatus CheckSuccession(BlockHeader header, BlockHeader parent, ForkRules rules)
    {
        if (parent.Number == ulong.MaxValue || header.Number != parent.Number + 1)
        {
            return BlockStatus.WrongNumber;
        }

        if (header.Timestamp <= parent.Timestamp)
        {
            return BlockStatus.TimestampNotAfterParent;
        }

        bool isFirstWithBaseFee = parent.FieldCount < BlockHeader.FieldsOf(Fork.London);
        ulong parentLimit = parent.GasLimit;
        if (rules.Fork >= Fork.London && isFirstWithBaseFee)
        {
            parentLimit *= ElasticityMultiplier;
        }

        ulong difference = header.GasLimit > parentLimit
            ? header.GasLimit - parentLimit
            : parentLimit - header.GasLimit;
        if (difference >= parentLimit / GasLimitQuotient)
        {
            return BlockStatus.WrongGasLimit;
        }

        if (rules.Fork >= Fork.London && header.BaseFee != BaseFeeAfter(parent, isFirstWithBaseFee))
        {
            return BlockStatus.WrongBaseFee;
        }

        if (rules.Fork >= Fork.Cancun
            && (!BlobFee.TryExcess(parent, rules, out ulong excess) || header.ExcessBlobGas != excess))
        {
            return BlockStatus.WrongExcessBlobGas;
        }

        return BlockStatus.Ok;
    }

    private static UInt256 BaseFeeAfter(BlockHeader parent, bool isFirst)
    {
        if (isFirst)
        {
            return InitialBaseFee;
        }

        ulong target = parent.GasLimit / ElasticityMultiplier;
        UInt256 fee = parent.BaseFee;
        if (parent.GasUsed == target)
        {
            return fee;
        }

        UInt256 targetWord = target;
        UInt256 denominator = BaseFeeDenominator;
        if (parent.GasUsed > target)
        {
            UInt256 above = parent.GasUsed - target;
            UInt256 rise = fee * above / targetWord / denominator;
            return fee + (rise.IsZero ? UInt256.One : rise);
        }

        UInt256 below = target - parent.GasUsed;
        return fee - (fee * below / targetWord / denominator);
    }
}
