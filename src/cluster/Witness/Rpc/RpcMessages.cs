using System.Buffers;
using System.Text.Json;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>The texts of JSON-RPC 2.0: requests and replies, alone or in batches.</summary>
internal static class RpcMessages
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };

    /// <summary>A request with the calls at some places of a list; each one's id is its place.</summary>
    public static byte[] Write(RpcCall[] calls, int[] places)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            if (places.Length > 1)
            {
                writer.WriteStartArray();
            }

            foreach (int place in places)
            {
                writer.WriteStartObject();
                writer.WriteString("jsonrpc", "2.0");
                writer.WriteNumber("id", place);
                writer.WriteString("method", calls[place].Method);
                writer.WritePropertyName("params");
                writer.WriteRawValue(calls[place].Parameters);
                writer.WriteEndObject();
            }

            if (places.Length > 1)
            {
                writer.WriteEndArray();
            }
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Puts replies in their places; false if the bytes are no JSON-RPC, or lack the reply to a call, or hold one
    /// to a call that was not made.
    /// </summary>
    public static bool TryRead(byte[] bytes, RpcCall[] calls, int[] places, RpcReply?[] replies)
    {
        try
        {
            // The replies keep the document, which the collector frees with them.
            JsonElement root = JsonDocument.Parse(bytes, ReadOptions).RootElement;
            if (places.Length == 1 && root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1)
            {
                root = root[0];
            }

            if (places.Length == 1)
            {
                return TryReadOne(root, calls, places, replies);
            }

            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != places.Length)
            {
                return false;
            }

            HashSet<int> seen = [];
            foreach (JsonElement item in root.EnumerateArray())
            {
                if (!TryReadOne(item, calls, places, replies, seen))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryReadOne(
        JsonElement item, RpcCall[] calls, int[] places, RpcReply?[] replies, HashSet<int>? seen = null)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("id", out JsonElement id))
        {
            return false;
        }

        bool isError = item.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object;
        int place;
        if (id.ValueKind == JsonValueKind.Null && isError && places.Length == 1)
        {
            // What a node says that could not read the request.
            place = places[0];
        }
        else if (id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out place) || !places.Contains(place))
        {
            return false;
        }

        if (seen is not null && !seen.Add(place))
        {
            return false;
        }

        if (isError)
        {
            replies[place] = RpcReply.OfError(calls[place], ReadCode(error), ReadMessage(error));
            return true;
        }

        if (!item.TryGetProperty("result", out JsonElement result))
        {
            return false;
        }

        replies[place] = RpcReply.OfResult(calls[place], result);
        return true;
    }

    private static int ReadCode(JsonElement error) =>
        error.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.Number
        && code.TryGetInt32(out int value) ? value : 0;

    private static string ReadMessage(JsonElement error) =>
        error.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String
            ? message.GetString()!
            : "no message";
}
