using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Chains;

/// <summary>
/// Activations of the public chains: EIP-7568 (up to Shanghai), EIP-7569 (Cancun), EIP-7600 (Prague),
/// EIP-7607 (Osaka and the blob parameter forks after it).
/// </summary>
internal static class PublicChains
{
    private static readonly byte[] MainnetDeposits =
        Convert.FromHexString("00000000219AB540356CBB839CBE05303D7705FA");

    public static ChainSpec Mainnet { get; } = new()
    {
        Name = "mainnet",
        ChainId = 1,
        DepositContract = MainnetDeposits,
        ByNumber =
        [
            (Fork.Homestead, 1_150_000),
            (Fork.TangerineWhistle, 2_463_000),
            (Fork.SpuriousDragon, 2_675_000),
            (Fork.Byzantium, 4_370_000),
            (Fork.Petersburg, 7_280_000),
            (Fork.Istanbul, 9_069_000),
            (Fork.Berlin, 12_244_000),
            (Fork.London, 12_965_000),
        ],
        MergedNumber = 15_537_394,
        ByTime = Forks(1_681_338_455, 1_710_338_135, 1_746_612_311, 1_764_798_551),
        BlobsByTime = Blobs(1_710_338_135, 1_746_612_311, 1_765_290_071, 1_767_747_671),
    };

    public static ChainSpec Sepolia { get; } = new()
    {
        Name = "sepolia",
        ChainId = 11_155_111,
        DepositContract = Convert.FromHexString("7F02C3E3C98B133055B8B348B2AC625669ED295D"),
        ByNumber = [(Fork.London, 0)],

        // Where its nodes part from those that missed the merge, which was earlier.
        MergedNumber = 1_735_371,
        ByTime = Forks(1_677_557_088, 1_706_655_072, 1_741_159_776, 1_760_427_360),
        BlobsByTime = Blobs(1_706_655_072, 1_741_159_776, 1_761_017_184, 1_761_607_008),
    };

    public static ChainSpec Holesky { get; } = new()
    {
        Name = "holesky",
        ChainId = 17_000,
        DepositContract = Convert.FromHexString("4242424242424242424242424242424242424242"),
        ByNumber = [(Fork.London, 0)],
        MergedNumber = 0,
        ByTime = Forks(1_696_000_704, 1_707_305_664, 1_740_434_112, 1_759_308_480),
        BlobsByTime = Blobs(1_707_305_664, 1_740_434_112, 1_759_800_000, 1_760_389_824),
    };

    public static ChainSpec Hoodi { get; } = new()
    {
        Name = "hoodi",
        ChainId = 560_048,
        DepositContract = MainnetDeposits,
        ByNumber = [(Fork.London, 0)],
        MergedNumber = 0,
        ByTime = Forks(0, 0, 1_742_999_832, 1_761_677_592),
        BlobsByTime = Blobs(0, 1_742_999_832, 1_762_365_720, 1_762_955_544),
    };

    private static (Fork Fork, ulong Time)[] Forks(ulong shanghai, ulong cancun, ulong prague, ulong osaka) =>
    [
        (Fork.Shanghai, shanghai), (Fork.Cancun, cancun), (Fork.Prague, prague), (Fork.Osaka, osaka),
    ];

    // Osaka itself keeps the parameters of Prague.
    private static (BlobSchedule Blobs, ulong Time)[] Blobs(ulong cancun, ulong prague, ulong bpo1, ulong bpo2) =>
    [
        (BlobSchedule.Of(Fork.Cancun), cancun),
        (BlobSchedule.Of(Fork.Prague), prague),
        (new BlobSchedule(10, 15, 8_346_193), bpo1),
        (new BlobSchedule(14, 21, 11_684_671), bpo2),
    ];
}
