using System.Text.Json;
using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// Block headers as nodes return them (eth_getBlockByNumber): one object, or an array of them, each as it is
/// or still in its JSON-RPC reply. They are what a statement is compared with, by a person who trusts their
/// source.
/// </summary>
public sealed class HeaderFile
{
    private readonly Dictionary<ulong, JsonElement> _headers = [];

    private HeaderFile()
    {
    }

    /// <exception cref="WitnessException">The document holds no headers.</exception>
    public static HeaderFile Read(ReadOnlyMemory<byte> utf8)
    {
        HeaderFile file = new();
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            file.Add(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new WitnessException(
                $"the header file is not valid JSON (line {failure.LineNumber + 1}, byte "
                + $"{failure.BytePositionInLine + 1})",
                failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new WitnessException("the header file holds text that is not valid Unicode", failure);
        }

        return file._headers.Count > 0 ? file : throw new WitnessException("the header file is empty");
    }

    /// <summary>The first field in which a statement differs from the header of its block; null if none.</summary>
    public string? FindDifference(Statement statement)
    {
        if (!_headers.TryGetValue(statement.Number, out JsonElement element))
        {
            return $"block {statement.Number}: no header with that number";
        }

        JsonField header = new(element, "header");
        string? difference = Compare(header, "hash", statement.BlockHash)
            ?? Compare(header, "stateRoot", statement.PostStateRoot)
            ?? Compare(header, "transactionsRoot", statement.TransactionsRoot)
            ?? Compare(header, "receiptsRoot", statement.ReceiptsRoot);
        ulong gasUsed = header["gasUsed"].AsUInt64();
        if (difference is null && gasUsed != statement.GasUsed)
        {
            difference = $"field gasUsed: the header says {gasUsed}, the statement {statement.GasUsed}";
        }

        return difference is null ? null : $"block {statement.Number}, {difference}";
    }

    /// <summary>
    /// The header of a block with its withdrawals, so that a block can be completed; null where the file has
    /// not all of it. What it lacks for that it may still have for <see cref="FindDifference"/>.
    /// </summary>
    internal (BlockHeader Header, Withdrawal[]? Withdrawals)? FindWhole(ulong number, Hash256 hash)
    {
        if (!_headers.TryGetValue(number, out JsonElement element))
        {
            return null;
        }

        try
        {
            JsonField json = new(element, "header");
            BlockHeader header = JsonHeader.Read(json);
            return BlockHeader.HashOf(header.Encode()) == hash ? (header, JsonBlock.ReadWithdrawals(json)) : null;
        }
        catch (WitnessException)
        {
            return null;
        }
    }

    private void Add(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Add(item);
                }

                break;
            case JsonValueKind.Object when element.TryGetProperty("jsonrpc", out _)
                && element.TryGetProperty("result", out JsonElement result):
                Add(result);
                break;
            default:
                JsonField field = new(element, "header");
                _headers[field["number"].AsUInt64()] = element.Clone();
                break;
        }
    }

    private static string? Compare(JsonField header, string name, Hash256 proven)
    {
        byte[] expected = header[name].AsBytes(32);
        byte[] actual = new byte[32];
        proven.CopyTo(actual);
        return expected.AsSpan().SequenceEqual(actual)
            ? null
            : $"field {name}: the header says 0x{Convert.ToHexStringLower(expected)}, "
                + $"the statement 0x{Convert.ToHexStringLower(actual)}";
    }
}
