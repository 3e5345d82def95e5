using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Chains;

/// <summary>What a chain fixes for the execution of one of its blocks.</summary>
/// <param name="Fork">The fork whose rules the block follows.</param>
/// <param name="Blobs">The block's blob parameters; all zero before Cancun.</param>
/// <param name="DepositContract">Address whose logs are deposits (EIP-6110), 20 bytes.</param>
public sealed record ChainRules(Fork Fork, BlobSchedule Blobs, byte[] DepositContract);
