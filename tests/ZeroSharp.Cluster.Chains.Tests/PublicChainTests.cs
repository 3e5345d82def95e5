using System.Buffers.Binary;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Chains.Tests;

public sealed class PublicChainTests
{
    // What only moved the difficulty bomb, or split the chain once, is a fork to EIP-2124 and none to us.
    private static readonly ulong[] MainnetOthers = [1_920_000, 9_200_000, 13_773_000, 15_050_000];

    [Theory]
    [InlineData("mainnet", 1UL, "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3", "07c9462e")]
    [InlineData("sepolia", 11155111UL, "25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9", "268956b6")]
    [InlineData("holesky", 17000UL, "b5f7f912443c940f21fd611f12828d75b534364ed9e95ca4e307729a4661bde4", "9bc6cb31")]
    [InlineData("hoodi", 560048UL, "bbe312868b376a3001692a646dd2d7d1e4406380dfd86b98aa8a34d1557c971b", "23aa1351")]
    public void Activations_OfAPublicChain_GiveTheForkHashThatItsNodesAnnounce(
        string name, ulong chainId, string genesis, string forkHash)
    {
        ChainSpec chain = ChainSpec.Find(chainId)!;
        Assert.Same(chain, ChainSpec.Find(name.ToUpperInvariant()));
        IEnumerable<ulong> numbers = chain.ByNumber.Select(fork => fork.Number);
        numbers = name switch
        {
            "mainnet" => numbers.Concat(MainnetOthers),
            "sepolia" => numbers.Append(chain.MergedNumber!.Value),
            _ => numbers,
        };
        IEnumerable<ulong> times = chain.ByTime.Select(fork => fork.Time)
            .Concat(chain.BlobsByTime.Select(change => change.Time));

        // EIP-2124: a checksum over the genesis hash and all activations, each once.
        List<byte> message = [.. Convert.FromHexString(genesis)];
        foreach (ulong activation in numbers.Distinct().Order().Concat(times.Distinct().Order()).Where(at => at != 0))
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, activation);
            message.AddRange(bytes);
        }

        Assert.Equal(forkHash, $"{Crc32(message):x8}");
    }

    [Theory]
    [InlineData(1_149_999, Fork.Frontier)]
    [InlineData(1_150_000, Fork.Homestead)]
    [InlineData(2_463_000, Fork.TangerineWhistle)]
    [InlineData(2_675_000, Fork.SpuriousDragon)]
    [InlineData(4_370_000, Fork.Byzantium)]
    [InlineData(7_280_000, Fork.Petersburg)]
    [InlineData(9_069_000, Fork.Istanbul)]
    [InlineData(12_244_000, Fork.Berlin)]
    [InlineData(12_965_000, Fork.London)]
    [InlineData(15_537_393, Fork.London)]
    [InlineData(15_537_394, Fork.Paris)]
    public void RulesAt_MainnetNumber_IsTheFork(ulong number, Fork fork) =>
        Assert.Equal(fork, ChainSpec.Find(1)!.RulesAt(number, 1_600_000_000, isProofOfStake: false).Fork);

    [Theory]
    [InlineData(1_681_338_454, Fork.Paris, 0, 0, 0)]
    [InlineData(1_681_338_455, Fork.Shanghai, 0, 0, 0)]
    [InlineData(1_710_338_134, Fork.Shanghai, 0, 0, 0)]
    [InlineData(1_710_338_135, Fork.Cancun, 3, 6, 3_338_477)]
    [InlineData(1_746_612_311, Fork.Prague, 6, 9, 5_007_716)]
    [InlineData(1_764_798_551, Fork.Osaka, 6, 9, 5_007_716)]
    [InlineData(1_765_290_071, Fork.Osaka, 10, 15, 8_346_193)]
    [InlineData(1_767_747_671, Fork.Osaka, 14, 21, 11_684_671)]
    public void RulesAt_MainnetTime_IsForkAndBlobs(ulong time, Fork fork, uint target, uint max, ulong fraction)
    {
        ChainRules rules = ChainSpec.Find(1)!.RulesAt(20_000_000, time, isProofOfStake: true);

        Assert.Equal(fork, rules.Fork);
        Assert.Equal((target, max, fraction), (rules.Blobs.Target, rules.Blobs.Max, rules.Blobs.UpdateFraction));
    }

    [Fact]
    public void RulesAt_SepoliaBeforeItsNodesSplit_IsToldByTheHeader()
    {
        ChainSpec sepolia = ChainSpec.Find("sepolia")!;

        Assert.Equal(Fork.London, sepolia.RulesAt(1_500_000, 1_660_000_000, isProofOfStake: false).Fork);
        Assert.Equal(Fork.Paris, sepolia.RulesAt(1_500_000, 1_660_000_000, isProofOfStake: true).Fork);
    }

    [Fact]
    public void Find_UnknownChain_IsNull()
    {
        Assert.Null(ChainSpec.Find(1337));
        Assert.Null(ChainSpec.Find("goerli"));
    }

    private static uint Crc32(IEnumerable<byte> message)
    {
        uint checksum = uint.MaxValue;
        foreach (byte next in message)
        {
            checksum ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ (0xEDB8_8320 & (0 - (checksum & 1)));
            }
        }

        return ~checksum;
    }
}
