using System.Globalization;
using ZeroSharp.Cluster.Devnet;

namespace ZeroSharp.Cli.Devnet;

/// <summary>What `devnet up` prints: lines for people, or an object a line.</summary>
/// <param name="IsJson">Whether it is JSON.</param>
internal sealed record DevnetOutput(bool IsJson)
{
    /// <summary>That the chain is there, and what can be done with it.</summary>
    public void Ready(DevnetOptions options, string rpcUrl, string nodeVersion)
    {
        if (IsJson)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("event", "ready");
                writer.WriteString("rpc_url", rpcUrl);
                writer.WriteNumber("chain_id", DevnetGenesis.ChainId);
                writer.WriteString("hardfork", options.Hardfork);
                writer.WriteNumber("first_block", DevnetGenesis.FirstProvable);
                writer.WriteNumber("seed", options.Seed);
                writer.WriteString("node", nodeVersion);
                writer.WriteEndObject();
            });
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"chain {DevnetGenesis.ChainId} ({options.Hardfork}) at {rpcUrl}: a block with {options.Transactions} ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"transactions every {options.BlockTime.TotalSeconds} s, seed {options.Seed}"));
        Commands(rpcUrl);
    }

    /// <summary>The next commands, as they are typed in this folder.</summary>
    public static void Commands(string rpcUrl)
    {
        string here = File.Exists("rpc") && File.Exists("leader") && File.Exists("verifier") ? "./" : string.Empty;
        ulong first = DevnetGenesis.FirstProvable;
        string[] lines =
        [
            $"The first block that can be proven is {first}. In another terminal:",
            $"  {here}rpc block-number --rpc-url {rpcUrl}",
            $"  {here}rpc fetch --rpc-url {rpcUrl} --start-block {first} | jq '.[]' > w.json",
            $"  {here}leader --runtime=in-memory stdio < w.json > out && tail -n1 out > proof.json",
            $"  {here}verifier --file-path proof.json",
            $"  {here}leader --runtime=in-memory rpc --rpc-url {rpcUrl} --start-block {first} -o proofs",
        ];
        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }
    }

    public void Made(DevnetBlock block)
    {
        if (IsJson)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("event", "block");
                writer.WriteNumber("number", block.Number);
                writer.WriteString("hash", block.Hash);
                writer.WriteNumber("transactions", block.TransactionCount);
                writer.WriteNumber("gas_used", block.GasUsed);
                writer.WriteEndObject();
            });
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"block {block.Number} {block.Hash}: {block.TransactionCount} transactions, {block.GasUsed} gas"));
    }

    /// <summary>That a chain runs in the background, or does not.</summary>
    public void Status(DevnetState? state)
    {
        if (IsJson)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("running", state is not null);
                if (state is not null)
                {
                    writer.WriteNumber("process", state.ProcessId);
                    writer.WriteString("rpc_url", state.RpcUrl);
                }

                writer.WriteEndObject();
            });
            return;
        }

        Console.WriteLine(state is null
            ? "no chain runs in the background"
            : string.Create(CultureInfo.InvariantCulture, $"process {state.ProcessId}, {state.RpcUrl}"));
    }
}
