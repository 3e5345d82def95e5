using System.Text.Json.Nodes;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>A JSON-RPC call that has not been sent.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Parameters">The JSON array of the parameters.</param>
public sealed record RpcCall(string Method, string Parameters)
{
    /// <summary>A call with these parameters; nodes that have a parent are not allowed.</summary>
    public static RpcCall Of(string method, params JsonNode?[] parameters) =>
        new(method, new JsonArray(parameters).ToJsonString());
}
