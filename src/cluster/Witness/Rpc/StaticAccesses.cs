using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// What a block touches as its own content tells: senders, receivers, access lists, and the protocol's part.
/// </summary>
internal static class StaticAccesses
{
    // The lengths of the ring buffers of EIP-4788 and EIP-2935.
    private const ulong BeaconRootCount = 8191;
    private const ulong BlockHashCount = 8191;

    // EIP-7002 and EIP-7251 keep the excess, a count, and head and tail of their queue in the first slots.
    private const int QueueSlotCount = 4;

    private static readonly Address BeaconRoots = Parse("000f3df6d732807ef1319fb7b8bb8522d0beac02");
    private static readonly Address BlockHashes = Parse("0000f90827f1c53a10cb7a02335b175320002935");
    private static readonly Address Withdrawals = Parse("00000961ef480eb55e80d19ad83579a64c007002");
    private static readonly Address Consolidations = Parse("0000bbddc7ce488642fb579f8b00f3a590007251");

    public static TouchedKeys Of(NodeBlock block, Fork fork)
    {
        TouchedKeys keys = new();
        BlockHeader header = block.Block.Header;
        keys.Add(header.Beneficiary);
        foreach (Withdrawal withdrawal in block.Block.Withdrawals ?? [])
        {
            keys.Add(withdrawal.Address);
        }

        foreach (byte[] raw in block.Block.Transactions)
        {
            if (TransactionDecoder.Decode(raw, out Transaction transaction) == TransactionStatus.Ok)
            {
                Add(keys, transaction);
            }
        }

        AddProtocol(keys, header, fork);
        return keys;
    }

    private static void Add(TouchedKeys keys, Transaction transaction)
    {
        if (transaction.TryRecoverSender(isHighSRefused: false, out Address sender))
        {
            keys.Add(sender);
        }

        if (!transaction.IsCreation)
        {
            keys.Add(transaction.To);
        }

        int next = 0;
        for (int i = 0; i < transaction.AccessAddresses.Length; i++)
        {
            keys.Add(transaction.AccessAddresses[i]);
            for (int j = 0; j < transaction.AccessKeyCounts[i]; j++)
            {
                keys.Add(transaction.AccessAddresses[i], transaction.AccessKeys[next++]);
            }
        }
    }

    private static void AddProtocol(TouchedKeys keys, BlockHeader header, Fork fork)
    {
        if (fork >= Fork.Cancun)
        {
            ulong place = header.Timestamp % BeaconRootCount;
            keys.Add(BeaconRoots, place);
            keys.Add(BeaconRoots, place + BeaconRootCount);
        }

        if (fork >= Fork.Prague)
        {
            keys.Add(BlockHashes, (header.Number - 1) % BlockHashCount);
            for (uint slot = 0; slot < QueueSlotCount; slot++)
            {
                keys.Add(Withdrawals, slot);
                keys.Add(Consolidations, slot);
            }
        }
    }

    private static Address Parse(string hex) => new(Convert.FromHexString(hex));
}
