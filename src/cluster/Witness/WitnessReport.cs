using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>What a witness consists of, counted without executing the block.</summary>
public sealed record WitnessReport
{
    public required BlockWitness Witness { get; init; }

    /// <summary>The block hash, which is only a claim where the header is partial.</summary>
    public required Hash256 BlockHash { get; init; }

    /// <summary>How many transactions there are of each type, in ascending order of the type.</summary>
    public required IReadOnlyList<(int Type, int Count)> TransactionTypes { get; init; }

    public required int WithdrawalCount { get; init; }

    /// <summary>Nodes that came, duplicates included, and derived ones.</summary>
    public required (int Count, long ByteLength) Nodes { get; init; }

    public required int DuplicateNodeCount { get; init; }

    /// <summary>Nodes that the pre-state root reaches; the guest gets no others.</summary>
    public required (int Count, long ByteLength) ReachedNodes { get; init; }

    /// <summary>Of the reached nodes.</summary>
    public required (int Branches, int Extensions, int Leaves) Kinds { get; init; }

    /// <summary>Storage tries of which the root node is there.</summary>
    public required int StorageTrieCount { get; init; }

    public required (int Count, long ByteLength) Codes { get; init; }

    /// <summary>Codes that no reached account has.</summary>
    public required int UnreferencedCodeCount { get; init; }

    /// <summary>Length in bytes of what the guest gets.</summary>
    public required int InputLength { get; init; }

    /// <summary>Counts what is in a witness.</summary>
    /// <param name="witness">The block and its witness.</param>
    /// <param name="input">The guest's input that was made from it.</param>
    public static WitnessReport Of(BlockWitness witness, byte[] input)
    {
        BlockInputContent content = witness.Content;
        Blocks.BlockRlp block = Blocks.BlockRlp.Decode(content.Block, "the block");
        StateWalk walk = new(content.Nodes, content.PreStateRoot);
        return new WitnessReport
        {
            Witness = witness,
            BlockHash = content.IsHeaderPartial ? new Hash256(content.BlockHash) : block.Hash,
            TransactionTypes =
            [
                .. witness.Transactions.GroupBy(TypeOf).OrderBy(group => group.Key)
                    .Select(group => (group.Key, group.Count())),
            ],
            WithdrawalCount = block.Withdrawals?.Length ?? 0,
            Nodes = Measure(content.Nodes),
            DuplicateNodeCount = walk.DuplicateCount,
            ReachedNodes = (walk.ReachedCount, walk.ReachedByteLength),
            Kinds = (walk.BranchCount, walk.ExtensionCount, walk.LeafCount),
            StorageTrieCount = walk.StorageTrieCount,
            Codes = Measure(content.Codes),
            UnreferencedCodeCount = content.Codes.Count(code => !walk.HasCode(Keccak256.Hash(code))),
            InputLength = input.Length,
        };
    }

    private static int TypeOf(byte[] transaction) =>
        transaction.Length == 0 || transaction[0] >= 0xC0 ? 0 : transaction[0];

    private static (int Count, long ByteLength) Measure(List<byte[]> items) =>
        (items.Count, items.Sum(item => (long)item.Length));
}
