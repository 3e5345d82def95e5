using System.Text.Json;

namespace ZeroSharp.Cluster.Witness;

/// <summary>Takes a value out of what it is sent in.</summary>
internal static class JsonReply
{
    /// <summary>
    /// The result of a JSON-RPC reply, or of the reply in a recorded {request, response}; else the value.
    /// </summary>
    /// <exception cref="WitnessException">The reply is an error.</exception>
    public static JsonField Unwrap(JsonField value)
    {
        if (value.Kind != JsonValueKind.Object)
        {
            return value;
        }

        if (value.TryGet("response", out JsonField response) && response.Kind == JsonValueKind.Object)
        {
            return Unwrap(response);
        }

        if (!value.TryGet("jsonrpc", out _))
        {
            return value;
        }

        if (value.TryGet("error", out JsonField error))
        {
            string text = error.Kind == JsonValueKind.Object && error.TryGet("message", out JsonField message)
                && message.Kind == JsonValueKind.String
                ? JsonField.Printable(message.AsText())
                : "no message";
            throw new WitnessException($"{error.Path}: the node replied with an error: {text}");
        }

        return value["result"];
    }
}
