using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// What miners earned before Paris (Yellow Paper, section 11.3; EIP-649, EIP-1234). Whether ommers are related
/// to the chain is not checked.
/// </summary>
internal static class BlockRewards
{
    private const ulong TenthOfFinney = 100_000_000_000_000;

    /// <summary>Credits the beneficiary and those of the ommers; false if an ommer is malformed.</summary>
    public static bool TryApply(Block block, ForkRules rules, WorldState world)
    {
        UInt256 reward = RewardOf(rules.Fork);
        UInt256 share = reward >> 5;
        UInt256 total = reward;
        for (int i = 0; i < block.OmmerCount; i++)
        {
            if (!BlockHeader.TryDecode(block.Ommer(i), out BlockHeader ommer)
                || ommer.Number >= block.Header.Number || block.Header.Number - ommer.Number > 7)
            {
                return false;
            }

            UInt256 parts = 8 - (block.Header.Number - ommer.Number);
            world.AddBalance(world.Load(in ommer.Beneficiary), reward * parts >> 3);
            total += share;
        }

        world.AddBalance(world.Load(in block.Header.Beneficiary), total);
        return true;
    }

    private static UInt256 RewardOf(Fork fork)
    {
        ulong ether = fork < Fork.Byzantium ? 5UL : fork < Fork.Constantinople ? 3UL : 2UL;
        UInt256 unit = TenthOfFinney;
        UInt256 count = 10_000 * ether;
        return unit * count;
    }
}
