using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;

namespace ZeroSharp.Cluster.Devnet.Tests;

/// <summary>The made-up transactions, without a node.</summary>
public sealed class TrafficTests
{
    private static readonly string[] Accounts =
        [.. Enumerable.Range(1, 5).Select(i => "0x" + i.ToString("x40", CultureInfo.InvariantCulture))];

    [Fact]
    public void Next_SameSeed_GivesTheSameTransactions() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            Assert.Equal(Texts(seed), Texts(seed));
            Assert.NotEqual(Texts(seed), Texts(seed ^ 1));
        },
        iter: 20);

    [Fact]
    public void Next_ManyOfAllKinds_KeepNoncesInOrderAndSendNothingEmpty()
    {
        Traffic traffic = new(Accounts, TrafficMix.Default, seed: 3);
        Dictionary<string, ulong> nonces = Accounts.ToDictionary(account => account, _ => 0ul);
        for (int i = 0; i < 500; i++)
        {
            JsonObject transaction = traffic.Next();
            string from = (string)transaction["from"]!;
            Assert.Equal($"0x{nonces[from]++:x}", (string)transaction["nonce"]!);
            Assert.NotEqual("0x0", (string?)transaction["value"]);
            Assert.True(transaction.ContainsKey("value") || transaction.ContainsKey("data"));
        }

        Assert.All(nonces.Values, nonce => Assert.True(nonce > 0));
    }

    [Fact]
    public void Next_Delegations_AreOfAccountsThatGotEtherBefore()
    {
        Traffic traffic = new(Accounts, TrafficMix.Default, seed: 4);
        HashSet<string> authorities = [];
        for (int i = 0; i < 10; i++)
        {
            JsonObject funding = traffic.Next(TrafficKind.Delegation);
            JsonObject delegation = traffic.Next(TrafficKind.Delegation);

            Assert.Equal("0x1", (string?)funding["value"]);
            Assert.Equal((string?)funding["to"], (string?)delegation["to"]);
            Assert.Single((JsonArray)delegation["authorizationList"]!);
            Assert.True(authorities.Add((string)delegation["to"]!));
        }
    }

    [Theory]
    [InlineData("transfer=1")]
    [InlineData("transfer=4,token=3,storage=2,compute=1,creation=1,delegation=1")]
    [InlineData("storage=0,compute=1000")]
    public void TryParse_Weights_ComeBack(string text) =>
        Assert.Equal(text, TrafficMix.TryParse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("transfer")]
    [InlineData("transfer=0")]
    [InlineData("transfer=-1")]
    [InlineData("transfer=1001")]
    [InlineData("transfer=1,transfer=2")]
    [InlineData("other=1")]
    [InlineData("Transfer=1")]
    [InlineData("transfer=1,")]
    public void TryParse_NoWeights_IsNull(string text) => Assert.Null(TrafficMix.TryParse(text));

    [Fact]
    public void Pick_KindsWithoutWeight_DoNotCome()
    {
        TrafficMix mix = TrafficMix.TryParse("token=0,storage=1,creation=3")!;
        Random random = new(5);

        int[] counts = [.. Enumerable.Range(0, 4000).Select(_ => mix.Pick(random)).CountBy(kind => kind)
            .OrderBy(pair => pair.Key).Select(pair => pair.Value)];

        Assert.Equal(2, counts.Length);
        Assert.InRange(counts[0], 850, 1150);
    }

    private static string[] Texts(int seed)
    {
        Traffic traffic = new(Accounts, TrafficMix.Default, seed);
        return [.. Enumerable.Range(0, 30).Select(_ => traffic.Next().ToJsonString())];
    }
}
