using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The price of blob gas (EIP-4844).</summary>
internal static class BlobFee
{
    // Above e^140 wei nobody can pay, and the series would leave 256 bits.
    private const ulong LargestExponent = 140;

    /// <summary>e^(excess / fraction) in wei, by the EIP's series; at least 1.</summary>
    public static UInt256 Of(ulong excessBlobGas, ulong fraction)
    {
        if (excessBlobGas / fraction > LargestExponent)
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
}
