using System.Text.Json;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cluster.Contracts;

/// <summary>
/// The JSON form of block proofs: an array of {"b_height": number, "intern": {...}}, as zero-bin prints
/// them, with our own content. See docs/reference/proof-format.md.
/// </summary>
public static class BlockProofDocument
{
    public const string Format = "zerosharp.block-proof";
    public const int Version = 2;

    // Of two fields of one name, readers could take different ones.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Writes proofs as one line of JSON.</summary>
    public static byte[] Write(IReadOnlyList<BlockProof> proofs)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            foreach (BlockProof proof in proofs)
            {
                writer.WriteStartObject();
                writer.WriteNumber("b_height", proof.Statement.Number);
                writer.WriteStartObject("intern");
                writer.WriteString("format", Format);
                writer.WriteNumber("version", Version);
                writer.WriteString("program", Hex(proof.Run.ProgramDigest));
                writer.WritePropertyName("statement");
                WriteStatement(writer, proof.Statement);
                writer.WriteBase64String("proof", proof.Run.ToBytes());
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return stream.ToArray();
    }

    /// <summary>Reads an array of proofs, or one.</summary>
    /// <exception cref="FormatException">The document is no list of proofs; the message says why.</exception>
    public static IReadOnlyList<BlockProof> Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, Options);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array
                ? [.. root.EnumerateArray().Select((element, i) => Read(element, $"proof[{i}]"))]
                : [Read(root, "proof")];
        }
        catch (JsonException failure)
        {
            throw new FormatException(
                $"the proof is not valid JSON (line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1})",
                failure);
        }
        catch (InvalidOperationException failure)
        {
            // A string that is no Unicode text is found only when it is read.
            throw new FormatException("the proof is not valid JSON (a string is not Unicode text)", failure);
        }
    }

    /// <summary>Writes the fields of a statement, hashes and addresses as 0x strings.</summary>
    public static void WriteStatement(Utf8JsonWriter writer, Statement statement)
    {
        writer.WriteStartObject();
        writer.WriteString("status", statement.Status.ToString());
        writer.WriteNumber("chain_id", statement.ChainId);
        writer.WriteNumber("block_number", statement.Number);
        writer.WriteNumber("timestamp", statement.Timestamp);
        writer.WriteString("fork", statement.Fork.ToString());
        writer.WriteNumber("blob_target", statement.Blobs.Target);
        writer.WriteNumber("blob_max", statement.Blobs.Max);
        writer.WriteNumber("blob_update_fraction", statement.Blobs.UpdateFraction);
        writer.WriteString("deposit_contract", Hex(AddressBytes(statement.DepositContract)));
        writer.WriteNumber("gas_used", statement.GasUsed);
        writer.WriteBoolean("header_checked", statement.IsHeaderChecked);
        writer.WriteBoolean("parent_checked", statement.IsParentChecked);
        writer.WriteBoolean("history_checked", statement.IsHistoryChecked);
        WriteHash(writer, "block_hash", statement.BlockHash);
        WriteHash(writer, "pre_state_root", statement.PreStateRoot);
        WriteHash(writer, "post_state_root", statement.PostStateRoot);
        WriteHash(writer, "transactions_root", statement.TransactionsRoot);
        WriteHash(writer, "receipts_root", statement.ReceiptsRoot);
        WriteHash(writer, "withdrawals_root", statement.WithdrawalsRoot);
        WriteHash(writer, "bloom_digest", statement.BloomDigest);
        WriteHash(writer, "history_before", statement.HistoryBefore);
        WriteHash(writer, "history_after", statement.HistoryAfter);
        writer.WriteEndObject();
    }

    private static BlockProof Read(JsonElement element, string path)
    {
        JsonElement intern = Property(element, path, "intern", JsonValueKind.Object);
        string format = Property(intern, path, "format", JsonValueKind.String).GetString()!;
        if (format != Format)
        {
            throw new FormatException($"{path}.intern.format is '{format}' and not '{Format}'");
        }

        if (!Property(intern, path, "version", JsonValueKind.Number).TryGetInt32(out int version)
            || version != Version)
        {
            throw new FormatException($"{path}.intern.version is not {Version}: use a matching release");
        }

        if (!Property(intern, path, "proof", JsonValueKind.String).TryGetBytesFromBase64(out byte[]? bytes)
            || !RunProof.TryRead(bytes, out RunProof? run)
            || BlockProof.FromRun(run!) is not { } proof)
        {
            throw new FormatException($"{path}.intern.proof is damaged");
        }

        if (Property(intern, path, "program", JsonValueKind.String).GetString() != Hex(proof.Run.ProgramDigest))
        {
            throw new FormatException($"{path}.intern.program is not the program that the proof is for");
        }

        if (!Property(element, path, "b_height", JsonValueKind.Number).TryGetUInt64(out ulong height)
            || height != proof.Statement.Number)
        {
            throw new FormatException($"{path}.b_height is not the proven block number {proof.Statement.Number}");
        }

        CheckStatement(intern, path, proof.Statement);
        return proof;
    }

    // What a reader of the document sees must be what is proven.
    private static void CheckStatement(JsonElement intern, string path, Statement statement)
    {
        JsonElement shown = Property(intern, path, "statement", JsonValueKind.Object);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            WriteStatement(writer, statement);
        }

        using JsonDocument proven = JsonDocument.Parse(stream.ToArray());
        if (!JsonElement.DeepEquals(shown, proven.RootElement))
        {
            throw new FormatException($"{path}.intern.statement is not the proven statement");
        }
    }

    private static JsonElement Property(JsonElement element, string path, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == kind
            ? value
            : throw new FormatException($"{path}: no field '{name}' of the right type");

    private static byte[] AddressBytes(Address address)
    {
        byte[] bytes = new byte[Address.ByteLength];
        address.CopyTo(bytes);
        return bytes;
    }

    private static void WriteHash(Utf8JsonWriter writer, string name, Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[32];
        hash.CopyTo(bytes);
        writer.WriteString(name, Hex(bytes));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
