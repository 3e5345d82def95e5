using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>A transaction as the call object that eth_createAccessList takes.</summary>
internal static class CallObject
{
    public static JsonObject Of(byte[] raw)
    {
        JsonObject call = [];
        if (TransactionDecoder.Decode(raw, out Transaction transaction) != TransactionStatus.Ok)
        {
            return call;
        }

        if (transaction.TryRecoverSender(isHighSRefused: false, out Address sender))
        {
            call["from"] = RpcText.Hex(sender);
        }

        if (!transaction.IsCreation)
        {
            call["to"] = RpcText.Hex(transaction.To);
        }

        call["gas"] = RpcText.Hex(transaction.GasLimit);
        call["value"] = RpcText.HexOfNumber(transaction.Value);
        call["data"] = RpcText.Hex(transaction.Data);
        return call;
    }
}
