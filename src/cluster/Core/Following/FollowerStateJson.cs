using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>The text form of a follower's state. A block is about 200 characters long.</summary>
internal static class FollowerStateJson
{
    private const int Version = 1;

    public static string Write(FollowerState state)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteNumber("revision", state.Revision);
            writer.WriteNumber("first", state.First);
            writer.WriteNumber("reported", state.Reported);
            writer.WriteNumber("reorganizations", state.Reorganizations);
            if (state.Anchor is { } anchor)
            {
                writer.WriteString("anchor", FollowedBlock.TextOf(anchor));
            }

            WriteBlocks(writer, "blocks", state.Blocks);
            WriteBlocks(writer, "orphans", state.Orphans);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <exception cref="FollowException">It is no state of this version.</exception>
    public static FollowerState Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
            {
                throw new FormatException("version");
            }

            FollowerState state = new()
            {
                Revision = root.GetProperty("revision").GetInt64(),
                First = root.GetProperty("first").GetUInt64(),
                Reported = root.GetProperty("reported").GetUInt64(),
                Reorganizations = root.GetProperty("reorganizations").GetInt64(),
                Anchor = root.TryGetProperty("anchor", out JsonElement anchor) ? ReadHash(anchor) : null,
                Blocks = ReadBlocks(root.GetProperty("blocks")),
                Orphans = ReadBlocks(root.GetProperty("orphans")),
            };
            for (int i = 1; i < state.Blocks.Length; i++)
            {
                if (state.Blocks[i].Number != state.Blocks[i - 1].Number + 1
                    || state.Blocks[i].ParentHash != state.Blocks[i - 1].Hash)
                {
                    throw new FormatException("blocks");
                }
            }

            return state;
        }
        catch (Exception failure) when (failure
            is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FollowException(
                "what the database has of the follower is damaged, or of another version: "
                + "begin anew with another --follow-name",
                failure);
        }
    }

    private static void WriteBlocks(Utf8JsonWriter writer, string name, ImmutableArray<FollowedBlock> blocks)
    {
        writer.WriteStartArray(name);
        foreach (FollowedBlock block in blocks)
        {
            writer.WriteStartObject();
            writer.WriteNumber("n", block.Number);
            writer.WriteString("h", block.HashText);
            writer.WriteString("p", FollowedBlock.TextOf(block.ParentHash));
            writer.WriteString("j", block.JobId);
            if (block.Retries > 0)
            {
                writer.WriteNumber("r", block.Retries);
            }

            if (block.IsFailureReported)
            {
                writer.WriteBoolean("f", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ImmutableArray<FollowedBlock> ReadBlocks(JsonElement blocks) =>
    [
        .. blocks.EnumerateArray().Select(block => new FollowedBlock(
            block.GetProperty("n").GetUInt64(), ReadHash(block.GetProperty("h")), ReadHash(block.GetProperty("p")))
        {
            JobId = block.GetProperty("j").GetString(),
            Retries = block.TryGetProperty("r", out JsonElement retries) ? retries.GetInt32() : 0,
            IsFailureReported = block.TryGetProperty("f", out _),
        }),
    ];

    private static Hash256 ReadHash(JsonElement element)
    {
        string text = element.GetString() ?? string.Empty;
        return text.Length == 66 && text.StartsWith("0x", StringComparison.Ordinal)
            ? new Hash256(Convert.FromHexString(text.AsSpan(2)))
            : throw new FormatException("hash");
    }
}
