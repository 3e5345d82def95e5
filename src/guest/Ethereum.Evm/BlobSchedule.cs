namespace ZeroSharp.Ethereum.Evm;

/// <summary>The blob parameters of a block (EIP-7840, EIP-7892): all zero before Cancun.</summary>
/// <param name="target">Blobs a block that leave the price as it is.</param>
/// <param name="max">Blobs that a block may have at most.</param>
/// <param name="updateFraction">How slowly the price follows: BASE_FEE_UPDATE_FRACTION.</param>
public readonly struct BlobSchedule(uint target, uint max, ulong updateFraction)
{
    public readonly uint Target = target;
    public readonly uint Max = max;
    public readonly ulong UpdateFraction = updateFraction;

    /// <summary>What a fork brought on mainnet: EIP-4844, and from Prague on EIP-7691.</summary>
    public static BlobSchedule Of(Fork fork) => fork switch
    {
        < Fork.Cancun => default,
        Fork.Cancun => new BlobSchedule(3, 6, 3_338_477),
        _ => new BlobSchedule(6, 9, 5_007_716),
    };
}
