using System.Text.Json;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ExecutionWitness;

/// <summary>
/// Reads what debug_executionWitness returns: trie nodes, codes, and the headers before the block. The block
/// stands beside it or in a file of its own.
/// </summary>
internal static class ExecutionWitnessReader
{
    /// <exception cref="WitnessException">It is not usable; the message says why.</exception>
    public static BlockWitness Read(JsonField input, WitnessOptions options)
    {
        JsonField document = JsonReply.Unwrap(input);
        JsonField witness = document.TryGet("executionWitness", out JsonField inner) ? inner : document;
        AncestorHeaders headers = ReadHeaders(witness);
        BlockRlp block = document.TryGet("block", out JsonField given)
            ? BlockRlp.Decode(
                given.Kind == JsonValueKind.Object ? JsonBlock.Encode(given) : given.AsBytes(), given.Path)
            : FindBlock(input, document.Path, headers, options);
        try
        {
            return Read(document, witness, headers, block, options);
        }
        catch (WitnessException failure)
        {
            throw new WitnessException($"block {block.Header.Number}: {failure.Message}", failure);
        }
    }

    private static BlockWitness Read(
        JsonField document, JsonField witness, AncestorHeaders headers, BlockRlp block, WitnessOptions options)
    {
        ulong chainId = ReadChainId(document, block, options.Chain);
        BlockInputContent content = new()
        {
            ChainId = chainId,
            Block = block.Encoding,
            PreStateRoot = ReadPreStateRoot(document, witness, headers, block.Header),
        };
        content.Apply(
            ChainChoice.TryFind(options.Chain, chainId, block.Header)
            ?? DocumentRules.TryRead(document)
            ?? ChainChoice.Find(options.Chain, chainId, block.Header));
        content.AncestorHeaders.AddRange(headers.Order(block.Header, $"{witness.Path}.headers"));
        content.Ancestors.AddRange(ReadBlockHashes(document, block.Header));
        CodeSet codes = new(content.Codes);
        foreach (byte[] code in ReadBytes(witness["codes"]))
        {
            codes.Add(code);
        }

        content.Nodes.AddRange(ReadBytes(witness["state"]));
        List<byte[]> collapsed = CollapsedNodes.Find(new StateWalk(content.Nodes, content.PreStateRoot));
        content.Nodes.AddRange(collapsed);
        return new BlockWitness(content, block.Header, block.Transactions, [])
        {
            Format = headers.Count == 0 ? WitnessFormat.Sbv : WitnessFormat.ExecutionWitness,
            DerivedNodeCount = collapsed.Count,
        };
    }

    /// <summary>Each header is RLP or an object of its fields.</summary>
    internal static AncestorHeaders ReadHeaders(JsonField witness)
    {
        AncestorHeaders headers = new();
        if (witness.TryGet("headers", out JsonField list))
        {
            foreach (JsonField header in list.Items())
            {
                bool hasFields = header.Kind == JsonValueKind.Object;
                headers.Add(hasFields ? JsonHeader.Read(header).Encode() : header.AsBytes(), header.Path);
            }
        }

        return headers;
    }

    // A recorded request tells the block that was asked for; else it is the one after the newest header.
    private static BlockRlp FindBlock(
        JsonField input, string path, AncestorHeaders headers, WitnessOptions options)
    {
        if (options.Blocks is null)
        {
            throw new WitnessException($"{path}: field 'block' is missing; name the file that has it with --block");
        }

        Hash256? parent = headers.FindNewest();
        ulong? number = null;
        Hash256? hash = null;
        if (input.TryGet("request", out JsonField request) && request["params"].Items().FirstOrDefault()
            is { Kind: JsonValueKind.String } asked && asked.AsText().StartsWith("0x", StringComparison.Ordinal))
        {
            bool isHash = asked.AsText().Length == 66;
            number = isHash ? null : asked.AsUInt64();
            hash = isHash ? new Hash256(asked.AsBytes(32)) : null;
        }

        return options.Blocks.Find(parent, number, hash)
            ?? throw new WitnessException($"{path}: the block file has no block{Describe(parent, number, hash)}");
    }

    private static string Describe(Hash256? parent, ulong? number, Hash256? hash)
    {
        List<string> known = [];
        if (parent is { } before)
        {
            known.Add($"with the parent 0x{Convert.ToHexStringLower(before.AsSpan())}");
        }

        if (number is not null)
        {
            known.Add($"with the number {number}");
        }

        if (hash is { } wanted)
        {
            known.Add($"with the hash 0x{Convert.ToHexStringLower(wanted.AsSpan())}");
        }

        return known.Count == 0
            ? " alone, and no header tells which of them it is"
            : " " + string.Join(" and ", known);
    }

    private static ulong ReadChainId(JsonField document, BlockRlp block, ChainSpec? chain)
    {
        if (document.TryGet("chainId", out JsonField id)
            || (document.TryGet("meta", out JsonField meta) && meta.Kind == JsonValueKind.Object
                && meta.TryGet("chainId", out id)))
        {
            return id.AsUInt64();
        }

        return block.FindChainId() ?? chain?.ChainId
            ?? throw new WitnessException("neither the input nor a transaction names the chain: use --chain");
    }

    private static byte[] ReadPreStateRoot(
        JsonField document, JsonField witness, AncestorHeaders headers, BlockHeader block)
    {
        if (document.TryGet("preStateRoot", out JsonField root) || witness.TryGet("preStateRoot", out root))
        {
            return root.AsBytes(32);
        }

        return headers.FindStateRoot(block.ParentHash) is { } found
            ? found.AsSpan().ToArray()
            : throw new WitnessException(
                $"{witness.Path}.headers: the parent's header 0x{Convert.ToHexStringLower(block.ParentHash.AsSpan())} "
                + "is not there, and no preStateRoot");
    }

    /// <summary>Hashes of the blocks before, the newest first.</summary>
    private static byte[][] ReadBlockHashes(JsonField document, BlockHeader block)
    {
        if (!document.TryGet("blockHashes", out JsonField list))
        {
            return [];
        }

        byte[][] hashes = [.. list.Items().Select(hash => hash.AsBytes(32))];
        if (hashes.Length > 256)
        {
            throw new WitnessException($"{list.Path}: {hashes.Length} hashes where 256 are due at most");
        }

        return hashes.Length == 0 || block.ParentHash == new Hash256(hashes[0])
            ? hashes
            : throw new WitnessException($"{list.Path}[0]: not the parent hash in the block's header");
    }

    /// <summary>A list, or an object from hash to bytes; the hashes are not needed.</summary>
    private static IEnumerable<byte[]> ReadBytes(JsonField field) => field.Kind == JsonValueKind.Object
        ? field.Members().Select(member => member.Value.AsBytes())
        : field.Items().Select(item => item.AsBytes());
}
