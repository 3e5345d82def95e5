using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cli.Commands;

/// <summary>`rpc block-number`, `rpc chain-id`, `rpc block` and `rpc call`: questions to a node.</summary>
internal static class NodeQueries
{
    /// <summary>Deeper values than any node gives.</summary>
    private const int MaxDepth = 512;

    public static Command CreateBlockNumber() => CreateNumber(
        "block-number", "Prints the number of the node's newest block.", "eth_blockNumber", "block_number");

    public static Command CreateChainId() => CreateNumber(
        "chain-id", "Prints the id of the node's chain.", "eth_chainId", "chain_id");

    public static Command CreateBlock()
    {
        NodeOptions node = new();
        Argument<string> block = new("BLOCK")
        {
            Description = "number, hash, latest, finalized or safe",
            DefaultValueFactory = _ => "latest",
        };
        block.Validators.Add(result =>
        {
            if (BlockId.TryParse(result.GetValueOrDefault<string>() ?? string.Empty) is null)
            {
                result.AddError("BLOCK is not a number, a hash, latest, finalized or safe.");
            }
        });
        Option<bool> full = new("--full") { Description = "with its transactions, and not their hashes only" };
        Option<bool> json = new("--json") { Description = "print the block as the node gives it" };
        Command command = new("block", "Prints a block of the node, the newest one unless told otherwise.")
        {
            block, full, json,
        };
        node.AddConnectionTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            BlockId id = BlockId.TryParse(parsed.GetValue(block)!)!;
            using JsonRpcClient client = node.CreateClient(parsed);
            bool isFull = parsed.GetValue(full);
            string which = id.Number is { } number ? $"0x{number:x}" : id.ToString();
            JsonElement found = await AskAsync(
                client,
                RpcCall.Of(id.Hash is null ? "eth_getBlockByNumber" : "eth_getBlockByHash", which, isFull),
                cancellation);
            if (found.ValueKind != JsonValueKind.Object)
            {
                throw new RpcException($"the node has no block {id} ({client.Name})");
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(found.WriteTo);
            }
            else
            {
                Print(found, isFull);
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command CreateCall()
    {
        NodeOptions node = new();
        Argument<string> method = new("METHOD") { Description = "such as eth_getBalance" };
        Argument<string[]> parameters = new("PARAMETERS")
        {
            Description = "each as JSON; what is no JSON, such as latest or 0x10, is a string",
            Arity = ArgumentArity.ZeroOrMore,
        };
        parameters.Validators.Add(result =>
        {
            foreach (string text in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (ToJson(text) is null)
                {
                    result.AddError($"'{text}' begins like JSON and is none; quote it for the shell.");
                }
            }
        });
        Command command = new("call", "Makes a JSON-RPC call to the node, and prints the result as JSON.")
        {
            method, parameters,
        };
        node.AddConnectionTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using JsonRpcClient client = node.CreateClient(parsed);
            string list = string.Join(',', (parsed.GetValue(parameters) ?? []).Select(ToJson));
            JsonElement result =
                await AskAsync(client, new RpcCall(parsed.GetValue(method)!, $"[{list}]"), cancellation);
            JsonOutput.Write(writer =>
            {
                if (result.ValueKind == JsonValueKind.Undefined)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    result.WriteTo(writer);
                }
            });
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateNumber(string name, string description, string method, string member)
    {
        NodeOptions node = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new(name, description) { json };
        node.AddConnectionTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using JsonRpcClient client = node.CreateClient(parsed);
            JsonElement result = await AskAsync(client, new RpcCall(method, "[]"), cancellation);
            ulong number = Number(result)
                ?? throw new RpcException($"{method}: the node replied with something that is no number");
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteNumber(member, number);
                    writer.WriteEndObject();
                });
            }
            else
            {
                Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<JsonElement> AskAsync(
        JsonRpcClient client, RpcCall call, CancellationToken cancellation)
    {
        RpcReply reply = await client.CallAsync(call, cancellation);
        return reply.Error is null
            ? reply.Result
            : throw new RpcException(
                $"{call.Method}: the node replied with error {reply.ErrorCode}: {reply.Error} ({client.Name})");
    }

    // Null for what begins like JSON and is none.
    private static string? ToJson(string text)
    {
        try
        {
            using JsonDocument document =
                JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return text;
        }
        catch (JsonException)
        {
            return text.TrimStart() is ['{' or '[' or '"', ..]
                ? null
                : $"\"{JsonEncodedText.Encode(text)}\"";
        }
    }

    private static void Print(JsonElement block, bool isFull)
    {
        Line("number", Amount(block, "number"));
        Line("hash", Text(block, "hash"));
        Line("parent", Text(block, "parentHash"));
        Line("time", Number(Member(block, "timestamp")) is { } time && time < int.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds((long)time)
                .ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : "none");
        Line("beneficiary", Text(block, "miner"));
        Line("gas used", $"{Amount(block, "gasUsed")} of {Amount(block, "gasLimit")}");
        Line("base fee", Amount(block, "baseFeePerGas") + " wei");
        Line("state root", Text(block, "stateRoot"));
        JsonElement transactions = Member(block, "transactions");
        int count = transactions.ValueKind == JsonValueKind.Array ? transactions.GetArrayLength() : 0;
        Line("transactions", count.ToString(CultureInfo.InvariantCulture));
        if (count == 0)
        {
            return;
        }

        foreach (JsonElement transaction in transactions.EnumerateArray())
        {
            Console.WriteLine("  " + (isFull ? Describe(transaction) : Shown(transaction)));
        }
    }

    private static string Describe(JsonElement transaction)
    {
        bool isCreation = Member(transaction, "to").ValueKind != JsonValueKind.String;
        return $"{Text(transaction, "hash")} type {Amount(transaction, "type")} {Text(transaction, "from")} -> "
            + $"{(isCreation ? "new contract" : Text(transaction, "to"))}, {Text(transaction, "value")} wei";
    }

    private static void Line(string name, string value) => Console.WriteLine($"{name,-13}{value}");

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member)
            ? member
            : default;

    private static string Text(JsonElement value, string name) => Shown(Member(value, name));

    // What a node says is shown as a part of a line.
    private static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? FailureText.OneLine(value.GetString()!) : "none";

    private static string Amount(JsonElement value, string name) =>
        Number(Member(value, name)) is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : "none";

    private static ulong? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is ['0', 'x', .. string digits]
        && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : null;
}
