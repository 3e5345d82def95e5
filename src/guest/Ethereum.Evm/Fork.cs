namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// The forks whose rules differ for execution, in the order of their activation. Forks that only moved
/// the difficulty bomb (Muir Glacier, Arrow Glacier, Gray Glacier) or the blob parameters (BPO1, BPO2:
/// EIP-7892) are not listed: see <see cref="BlobSchedule"/>.
/// </summary>
public enum Fork : uint
{
    Frontier = 1,
    Homestead = 2,

    /// <summary>EIP-150.</summary>
    TangerineWhistle = 3,

    /// <summary>EIP-155, EIP-160, EIP-161 and EIP-170.</summary>
    SpuriousDragon = 4,

    Byzantium = 5,
    Constantinople = 6,

    /// <summary>Constantinople without EIP-1283; also called ConstantinopleFix.</summary>
    Petersburg = 7,

    Istanbul = 8,
    Berlin = 9,
    London = 10,
    Paris = 11,
    Shanghai = 12,
    Cancun = 13,
    Prague = 14,
    Osaka = 15,
}
