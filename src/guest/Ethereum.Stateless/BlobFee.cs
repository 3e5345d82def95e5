using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The price of blob gas and what moves it (EIP-4844).</summary>
internal static class BlobFee
{
    // Above e^140 wei nobody can pay, and the series would leave 256 bits.
    private const ulong LargestExponent = 140;

    /// <summary>e^(excess / fraction) in wei, by the EIP's series; at least 1.</summary>
    public static UInt256 Of(ulong excessBlobGas, ulong fraction)
    {
        if (fraction == 0 || excessBlobGas / fraction > LargestExponent)
        {
            return UInt256.MaxValue;
        }

        UInt256 excess = excessBlobGas;
        UInt256 term = fraction;
        UInt256 sum = default;
        for (ulong i = 1; !term.IsZero; i++)
        {
            sum += term;
            UInt256 divisor = fraction * i;
            term = term * excess / divisor;
        }

        UInt256 denominator = fraction;
        return sum / denominator;
    }

    /// <summary>
    /// The excess blob gas that follows from a parent, under the rules of the child (EIP-4844, EIP-7691,
    /// EIP-7918); a parent without blob fields counts as zero.
    /// </summary>
    /// <returns>False if it exceeds 64 bits.</returns>
    public static bool TryExcess(BlockHeader parent, ForkRules rules, out ulong excess)
    {
        BlobSchedule blobs = rules.Blobs;
        ulong target = Transaction.GasPerBlob * blobs.Target;
        excess = parent.ExcessBlobGas + parent.BlobGasUsed;
        if (excess < parent.ExcessBlobGas)
        {
            return false;
        }

        if (excess < target)
        {
            excess = 0;
        }
        else if (rules.Fork >= Fork.Osaka && blobs.Max > 0 && IsBelowReserve(parent, blobs.UpdateFraction))
        {
            // EIP-7918: not more blobs than fit change the price. The used gas is at most that of Max blobs.
            UInt256 used = parent.BlobGasUsed;
            UInt256 above = blobs.Max - blobs.Target;
            UInt256 max = (ulong)blobs.Max;
            UInt256 sum = parent.ExcessBlobGas + (used * above / max);
            excess = sum.U0;
            return sum.FitsUInt64;
        }
        else
        {
            excess -= target;
        }

        return true;
    }

    // EIP-7918: 2^13 * base fee > 2^17 * blob fee, without leaving 256 bits.
    private static bool IsBelowReserve(BlockHeader parent, ulong fraction)
    {
        UInt256 fee = Of(parent.ExcessBlobGas, fraction);
        UInt256 sixteenth = parent.BaseFee >> 4;
        return sixteenth > fee || (sixteenth == fee && (parent.BaseFee.U0 & 15) != 0);
    }
}
