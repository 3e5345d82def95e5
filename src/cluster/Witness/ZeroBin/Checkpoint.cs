using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Compares the tries of blocks with checkpoint_state_trie_root: the state root before the first block of a
/// batch, which every block of the batch repeats.
/// </summary>
internal sealed class Checkpoint
{
    private byte[]? _root;
    private ulong _lastNumber;

    /// <exception cref="WitnessException">
    /// The block begins a batch, and its tries are of another state than the checkpoint.
    /// </exception>
    public void Check(JsonField otherData, BlockWitness block)
    {
        if (!otherData.TryGet("checkpoint_state_trie_root", out JsonField field))
        {
            return;
        }

        BlockInputContent content = block.Content;
        byte[] root = field.AsBytes(32);
        bool goesOn = _root is not null && root.AsSpan().SequenceEqual(_root)
            && block.Number == _lastNumber + 1;
        if (!goesOn && !root.AsSpan().SequenceEqual(content.PreStateRoot))
        {
            throw new WitnessException(
                $"{field.Path}: 0x{Convert.ToHexStringLower(root)} is not the root of the state in "
                + $"trie_pre_images, which is 0x{Convert.ToHexStringLower(content.PreStateRoot)}");
        }

        _root = root;
        _lastNumber = block.Number;
    }
}
