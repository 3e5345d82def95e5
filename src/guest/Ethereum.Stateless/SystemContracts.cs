using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The contracts that the protocol itself calls in every block.</summary>
internal static class SystemContracts
{
    /// <summary>EIP-4788: beacon block roots.</summary>
    public static Address BeaconRoots => Of(0x000f_3df6, 0xd732_807e_f131_9fb7, 0xb8bb_8522_d0be_ac02);

    /// <summary>EIP-2935: hashes of earlier blocks.</summary>
    public static Address BlockHashes => Of(0x0000_f908, 0x27f1_c53a_10cb_7a02, 0x335b_1753_2000_2935);

    /// <summary>EIP-7002: withdrawal requests.</summary>
    public static Address Withdrawals => Of(0x0000_0961, 0xef48_0eb5_5e80_d19a, 0xd835_79a6_4c00_7002);

    /// <summary>EIP-7251: consolidation requests.</summary>
    public static Address Consolidations => Of(0x0000_bbdd, 0xc7ce_4886_42fb_579f, 0x8b00_f3a5_9000_7251);

    private static Address Of(uint high, ulong middle, ulong low)
    {
        UInt256 word = new(low, middle, high, 0);
        return Address.FromUInt256(in word);
    }
}
