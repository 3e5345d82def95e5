using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The compiled block guest on the published zero-bin witnesses: what is proven is what
/// runs natively.</summary>
public sealed class BlockGuestTests
{
    private const string Set = "zero-witnesses";

    [DataTheory(Set)]
    [InlineData("b4_dev")]
    [InlineData("b28_dev")]
    [InlineData("b19807080_main")]
    [InlineData("b19840104_main")]
    public void Run_PublishedWitness_WritesTheNativeStatement(string name)
    {
        byte[] json = File.ReadAllBytes(DataSet.PathOf(Set, Set, name + ".json"));
        foreach (BlockWitness block in ZeroBinReader.Read(json))
        {
            byte[] input = block.ToBlockInput();
            Assert.Null(BlockGuest.FindDifference(input, StatelessBlock.Run(input)));
        }
    }
}
