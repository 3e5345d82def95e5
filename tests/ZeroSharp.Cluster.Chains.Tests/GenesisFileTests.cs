using System.Text;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Chains.Tests;

public sealed class GenesisFileTests
{
    private const string AllForks = """
        "chainId": 1337, "homesteadBlock": 1, "eip150Block": "2", "eip155Block": "0x3", "eip158Block": 3,
        "byzantiumBlock": 4, "constantinopleBlock": 5, "petersburgBlock": 6, "istanbulBlock": 7,
        "muirGlacierBlock": 8, "berlinBlock": 9, "londonBlock": 10, "mergeNetsplitBlock": 11,
        "terminalTotalDifficulty": 58750000000000000000000, "shanghaiTime": 120, "cancunTime": 130,
        "pragueTime": 140, "osakaTime": 150, "bpo1Time": 160, "bpo2Time": 170, "ethash": {},
        "depositContractAddress": "0x1111111111111111111111111111111111111111",
        "blobSchedule": {
          "cancun": {"target": 1, "max": 2, "baseFeeUpdateFraction": 11},
          "prague": {"target": 3, "max": 4, "baseFeeUpdateFraction": "0x16"},
          "bpo1": {"target": 5, "max": 6, "baseFeeUpdateFraction": 33},
          "bpo2": {"target": 2, "max": 3, "baseFeeUpdateFraction": 44}}
        """;

    [Theory]
    [InlineData(0, Fork.Frontier)]
    [InlineData(1, Fork.Homestead)]
    [InlineData(2, Fork.TangerineWhistle)]
    [InlineData(3, Fork.SpuriousDragon)]
    [InlineData(4, Fork.Byzantium)]
    [InlineData(5, Fork.Constantinople)]
    [InlineData(6, Fork.Petersburg)]
    [InlineData(7, Fork.Istanbul)]
    [InlineData(8, Fork.Istanbul)]
    [InlineData(9, Fork.Berlin)]
    [InlineData(10, Fork.London)]
    [InlineData(11, Fork.Paris)]
    public void Read_BlockNumbers_GiveTheFork(ulong number, Fork fork)
    {
        ChainSpec chain = Read("{\"config\": {" + AllForks + "}, \"alloc\": {}}");

        Assert.Equal(fork, chain.RulesAt(number, 10 * number, isProofOfStake: false).Fork);
    }

    [Theory]
    [InlineData(110, Fork.Paris, 0)]
    [InlineData(120, Fork.Shanghai, 0)]
    [InlineData(130, Fork.Cancun, 11)]
    [InlineData(140, Fork.Prague, 22)]
    [InlineData(150, Fork.Osaka, 22)]
    [InlineData(160, Fork.Osaka, 33)]
    [InlineData(170, Fork.Osaka, 44)]
    public void Read_BareConfig_GivesForkAndBlobsByTime(ulong time, Fork fork, ulong fraction)
    {
        ChainSpec chain = Read("{" + AllForks + "}");
        ChainRules rules = chain.RulesAt(time / 10, time, isProofOfStake: false);

        Assert.Equal(1337UL, chain.ChainId);
        Assert.Equal(fork, rules.Fork);
        Assert.Equal(fraction, rules.Blobs.UpdateFraction);
        Assert.Equal(Enumerable.Repeat((byte)0x11, 20), rules.DepositContract);
    }

    [Fact]
    public void Read_PetersburgAbsent_IsConstantinopleTogetherWithIt()
    {
        ChainSpec chain = Read("""{"chainId": 5, "constantinopleBlock": 5}""");

        Assert.Equal(Fork.Petersburg, chain.RulesAt(5, 0, isProofOfStake: false).Fork);
    }

    [Fact]
    public void Read_NoBlobSchedule_IsThatOfMainnet()
    {
        ChainSpec chain = Read(
            """{"chainId": 5, "terminalTotalDifficulty": 0, "shanghaiTime": 0, "cancunTime": 0, "pragueTime": 9}""");

        Assert.Equal(3_338_477UL, chain.RulesAt(1, 1, isProofOfStake: false).Blobs.UpdateFraction);
        Assert.Equal(5_007_716UL, chain.RulesAt(1, 9, isProofOfStake: false).Blobs.UpdateFraction);
    }

    [Fact]
    public void RulesAt_ForkThatIsNotKnown_IsRefused()
    {
        ChainSpec chain = Read(
            """{"chainId": 5, "terminalTotalDifficulty": 0, "shanghaiTime": 0, "zTime": 20, "amsterdamTime": 10}""");

        Assert.Equal(Fork.Shanghai, chain.RulesAt(1, 9, isProofOfStake: true).Fork);
        ChainException failure = Assert.Throws<ChainException>(() => chain.RulesAt(1, 10, isProofOfStake: true));
        Assert.Equal(
            "block 1: the rules of amsterdam, which the chain 5 has since 10, are not known", failure.Message);
    }

    [Theory]
    [InlineData("", "the genesis file is not valid JSON (line 1, byte 1)")]
    [InlineData("[]", "the genesis file: an object is due")]
    [InlineData("""{"config": 1}""", "field config: an object is due")]
    [InlineData("{}", "field config.chainId is missing")]
    [InlineData("""{"chainId": -1}""", "field config.chainId: not a non-negative integer")]
    [InlineData("""{"chainId": 1.5}""", "field config.chainId: not a non-negative integer")]
    [InlineData("""{"chainId": "0x"}""", "field config.chainId: not a non-negative integer")]
    [InlineData("""{"chainId": []}""", "field config.chainId: not a non-negative integer")]
    [InlineData("""{"chainId": "0x10000000000000000"}""", "field config.chainId: the number does not fit 64 bits")]
    [InlineData("""{"chainId": 1, "eip155Block": 1, "eip158Block": 2}""", "eip155Block and config.eip158Block differ")]
    [InlineData(
        """{"chainId": 1, "berlinBlock": 2, "londonBlock": 1}""",
        "field config.londonBlock: 1 is before config.berlinBlock, which is 2")]
    [InlineData(
        """{"chainId": 1, "cancunTime": 2, "pragueTime": 1}""",
        "field config.pragueTime: 1 is before config.cancunTime, which is 2")]
    [InlineData("""{"chainId": 1, "bpo1Time": 2}""", "field config.blobSchedule.bpo1 is missing")]
    [InlineData("""{"chainId": 1, "cancunTime": 3, "bpo1Time": 2}""", "field config.bpo1Time: 2 is before 3")]
    [InlineData("""{"chainId": 1, "blobSchedule": 1}""", "field config.blobSchedule: an object is due")]
    [InlineData(
        """{"chainId": 1, "cancunTime": 1, "blobSchedule": {"cancun": 1}}""",
        "field config.blobSchedule.cancun: an object is due")]
    [InlineData(
        """{"chainId": 1, "cancunTime": 1, "blobSchedule": {"cancun": {}}}""",
        "field config.blobSchedule.cancun.target is missing")]
    [InlineData(
        """{"chainId":1,"cancunTime":1,"blobSchedule":{"cancun":{"target":3,"max":2,"baseFeeUpdateFraction":1}}}""",
        "3 exceeds max, which is 2")]
    [InlineData(
        """{"chainId":1,"cancunTime":1,"blobSchedule":{"cancun":{"target":1,"max":2,"baseFeeUpdateFraction":0}}}""",
        "baseFeeUpdateFraction: 0")]
    [InlineData(
        """{"chainId": 1, "cancunTime": 1, "blobSchedule": {"cancun": {"target": 1, "max": 4294967296}}}""",
        "max: 4294967296 exceeds")]
    [InlineData(
        """{"chainId": 1, "depositContractAddress": "0x11"}""",
        "field config.depositContractAddress: not an address of 20 bytes")]
    [InlineData(
        """{"chainId": 1, "depositContractAddress": "0xzz"}""",
        "field config.depositContractAddress: not an address of 20 bytes")]
    [InlineData("""{"chainId": 1, "depositContractAddress": "\ud800"}""", "not valid Unicode")]
    public void Read_UnusableFile_NamesTheField(string json, string reason)
    {
        ChainException failure = Assert.Throws<ChainException>(() => Read(json));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Read_ChangedAnywhere_IsReadOrRefused()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        byte[] sound = Encoding.UTF8.GetBytes("{\"config\": {" + AllForks + "}}");
        long end = Environment.TickCount64 + 3000;
        for (int round = 0; round < 20_000 && Environment.TickCount64 < end; round++)
        {
            byte[] bytes = [.. sound];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                int value = random.Next(4) == 0 ? random.Next(256) : random.Next(32, 127);
                bytes[random.Next(bytes.Length)] = (byte)value;
            }

            Exception? failure = Record.Exception(() =>
                GenesisFile.Read(bytes).RulesAt((ulong)random.Next(20), (ulong)random.Next(200), random.Next(2) == 0));
            Assert.True(
                failure is null || (failure is ChainException && !failure.Message.Contains('\n')),
                $"seed {seed}, round {round}: {failure}");
        }
    }

    private static ChainSpec Read(string json) => GenesisFile.Read(Encoding.UTF8.GetBytes(json));
}
