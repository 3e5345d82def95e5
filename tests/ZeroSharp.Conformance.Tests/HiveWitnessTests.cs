using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests;

/// <summary>
/// Recorded replies of debug_executionWitness of two clients, for the blocks of a chain from Frontier to Prague. The
/// last replies are of blocks that the set has not.
/// </summary>
public sealed class HiveWitnessTests
{
    private const string Set = "hive-witness";

    [DataFact(Set)]
    public void Run_RecordedReplies_GiveTheHeadersOfTheChain()
    {
        WitnessOptions options = new()
        {
            Blocks = BlockFile.Read(File.ReadAllBytes(DataSet.PathOf(Set, Set, "chain.rlp"))),
            Chain = GenesisFile.Read(File.ReadAllBytes(DataSet.PathOf(Set, Set, "genesis.json"))),
        };
        int count = 0;
        int withoutBlock = 0;
        List<string> failures = [];
        foreach (string file in Directory
            .EnumerateFiles(DataSet.PathOf(Set, Set, "debug_executionWitness"), "*.json").Order())
        {
            try
            {
                foreach (BlockWitness block in WitnessReader.Read(File.ReadAllBytes(file), options))
                {
                    count++;
                    Statement statement = BlockExecution.Run(block, block.ToBlockInput()).Statement;
                    bool isSame = statement.IsHeaderChecked && statement.IsParentChecked
                        && statement.PostStateRoot == block.Header.StateRoot
                        && statement.BlockHash == BlockHeader.HashOf(block.Header.Encode());
                    if (!isSame)
                    {
                        failures.Add($"{Path.GetFileName(file)}: another statement");
                    }
                }
            }
            catch (WitnessException failure)
                when (failure.Message.Contains("the block file has no block", StringComparison.Ordinal))
            {
                withoutBlock++;
            }
            catch (WitnessException failure)
            {
                failures.Add($"{Path.GetFileName(file)}: {failure.Message}");
            }
        }

        Assert.True(count > withoutBlock, $"{count} blocks, and {withoutBlock} replies without a block");
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {count} blocks failed:\n" + string.Join('\n', failures));
    }
}
