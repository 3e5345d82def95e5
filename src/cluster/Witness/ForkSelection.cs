using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// Which fork's rules a block follows, for inputs that do not say it: by the activation times of the
/// public chains (their EIP-7569 style schedules), and for other chains by the shape of the header.
/// </summary>
public static class ForkSelection
{
    /// <param name="chainId">EIP-155 chain id.</param>
    /// <param name="timestamp">Seconds since 1970.</param>
    /// <param name="hasBeaconRoot">The header has a parent beacon block root (EIP-4788).</param>
    /// <returns>The fork.</returns>
    public static Fork Select(ulong chainId, ulong timestamp, bool hasBeaconRoot) => chainId switch
    {
        1 => ByTime(timestamp, 1_681_338_455, 1_710_338_135),
        11_155_111 => ByTime(timestamp, 1_677_557_088, 1_706_655_072),
        17_000 => ByTime(timestamp, 1_696_000_704, 1_707_305_664),
        _ => hasBeaconRoot ? Fork.Cancun : Fork.Shanghai,
    };

    private static Fork ByTime(ulong timestamp, ulong shanghai, ulong cancun) =>
        timestamp >= cancun ? Fork.Cancun
        : timestamp >= shanghai ? Fork.Shanghai
        : Fork.Paris;
}
