using System.Text;
using System.Text.Json;
using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// Blocks for witnesses that come without: RLP of one block or of several after one another, as bytes or as
/// hexadecimal text, or JSON: what eth_getBlockByNumber, eth_getBlockByHash or debug_getRawBlock return.
/// </summary>
public sealed class BlockFile
{
    private readonly List<BlockRlp> _blocks = [];

    private BlockFile()
    {
    }

    /// <exception cref="WitnessException">The file holds no blocks; the message says where it fails.</exception>
    public static BlockFile Read(ReadOnlySpan<byte> bytes)
    {
        BlockFile file = new();
        if (JsonDocuments.LooksLikeJson(bytes))
        {
            JsonDocuments.ForEach(bytes, "block file", file.Add);
        }
        else if (bytes.Length > 0 && bytes[0] >= 0xC0)
        {
            file.AddAll(bytes.ToArray(), "the block file");
        }
        else
        {
            file.AddAll(ParseHex(bytes), "the block file");
        }

        return file._blocks.Count > 0 ? file : throw new WitnessException("the block file holds no block");
    }

    /// <summary>
    /// The block whose parent has one of the hashes, or that has the number or the hash; the only block
    /// where nothing is known of it. Null if there is none.
    /// </summary>
    internal BlockRlp? Find(Hash256? parent, ulong? number, Hash256? hash) =>
        parent is null && number is null && hash is null
            ? _blocks.Count == 1 ? _blocks[0] : null
            : _blocks.FirstOrDefault(block =>
                (parent is null || block.Header.ParentHash == parent)
                && (number is null || block.Header.Number == number)
                && (hash is null || block.Hash == hash));

    private void Add(JsonField item)
    {
        JsonField block = JsonReply.Unwrap(item);
        if (block.Kind == JsonValueKind.String)
        {
            AddAll(block.AsBytes(), block.Path);
            return;
        }

        _blocks.Add(BlockRlp.Decode(JsonBlock.Encode(block), block.Path));
    }

    private void AddAll(byte[] bytes, string path)
    {
        RlpReader reader = new(bytes);
        while (!reader.IsAtEnd)
        {
            int at = reader.Position;
            if (reader.ReadItem(out ReadOnlySpan<byte> encoding, out _, out _) != RlpStatus.Ok)
            {
                throw new WitnessException($"{path}: not RLP at byte {at}");
            }

            _blocks.Add(BlockRlp.Decode(encoding.ToArray(), $"{path}, byte {at}"));
        }
    }

    // Lines, and a prefix on each of them, are as people and tools leave them.
    private static byte[] ParseHex(ReadOnlySpan<byte> text)
    {
        StringBuilder digits = new(text.Length);
        foreach (Range range in text.SplitAny(" \t\r\n"u8))
        {
            ReadOnlySpan<byte> part = text[range];
            digits.Append(Encoding.Latin1.GetString(part.StartsWith("0x"u8) ? part[2..] : part));
        }

        try
        {
            return Convert.FromHexString(digits.ToString());
        }
        catch (FormatException failure)
        {
            throw new WitnessException(
                "the block file is neither RLP, nor hexadecimal text, nor JSON", failure);
        }
    }
}
