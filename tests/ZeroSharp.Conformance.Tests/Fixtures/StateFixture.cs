using System.Globalization;
using System.Text;
using System.Text.Json;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>Runs state tests: one transaction on a given state.</summary>
internal sealed class StateFixture
{
    // Tests of one file share few states.
    private readonly Dictionary<string, BlockInputContent> states = [];

    /// <summary>Runs the cases of a fork in one test; returns what went wrong.</summary>
    public unsafe List<string> Run(JsonElement test, Fork fork, JsonElement cases)
    {
        var failures = new List<string>();
        var header = new BlockHeader();
        BlockInputContent content = Describe(test, fork, header);
        AddState(test.GetProperty("pre"), content);
        byte[] input = BlockInputWriter.Write(content);
        foreach (JsonElement item in cases.EnumerateArray())
        {
            fixed (byte* start = input)
            {
                BlockInput.Decode(new ByteRegion(start, input.Length), out BlockInput decoded);
                string? failure = RunCase(decoded, header, item);
                if (failure is not null)
                {
                    failures.Add($"{fork} {item.GetProperty("indexes")}: {failure}");
                }
            }
        }
        return failures;
    }

    /// <summary>
    /// A case as a block with a partial header, for a program that takes blocks. Gas used and logs bloom are
    /// those that execution gives.
    /// </summary>
    public BlockCase AsBlock(JsonElement test, Fork fork, JsonElement item)
    {
        var header = new BlockHeader();
        BlockInputContent content = Describe(test, fork, header);
        AddState(test.GetProperty("pre"), content);
        content.IsHeaderPartial = true;
        header.ParentHash = content.Ancestors.Count > 0 ? new Hash256(content.Ancestors[0]) : default;
        string? exception = item.TryGetProperty("expectException", out JsonElement names)
            ? names.GetString()
            : null;
        byte[] transaction = item.Bytes("txbytes");
        BlockResult result = new();
        byte[] input = [];
        for (int round = 0; round < 2; round++)
        {
            content.Block = Block.Encode(
                header.Encode(), [transaction], [], fork >= Fork.Shanghai ? [] : null);
            input = BlockInputWriter.Write(content);
            result = StatelessBlock.Run(input);
            header.GasUsed = result.Statement.GasUsed;
            header.LogsBloom = result.LogsBloom;
            header.BlobGasUsed = BlobGasOf(transaction);
        }
        return new BlockCase(input, exception, result);
    }

    private static ulong BlobGasOf(byte[] transaction) =>
        TransactionDecoder.Decode(transaction, out Transaction decoded) == TransactionStatus.Ok
            ? decoded.BlobGas
            : 0;

    private void AddState(JsonElement pre, BlockInputContent content)
    {
        string text = pre.GetRawText();
        if (!states.TryGetValue(text, out BlockInputContent? state))
        {
            state = new BlockInputContent();
            FixtureState.Read(pre).AddTo(state);
            states.Add(text, state);
        }
        content.PreStateRoot = state.PreStateRoot;
        content.Nodes.AddRange(state.Nodes);
        content.Codes.AddRange(state.Codes);
    }

    private static string? RunCase(BlockInput input, BlockHeader header, JsonElement item)
    {
        ForkRules rules = ForkRules.Of(input.Fork)!;
        var source = new WitnessState(input);
        var world = new WorldState(source, rules);
        BlockContext block = BlockEnvironment.ContextOf(input, header, rules);
        var executor = new TransactionExecutor(rules, world, block);
        TransactionStatus status = TransactionDecoder.Decode(
            item.Bytes("txbytes"), out Transaction transaction);
        if (status == TransactionStatus.Ok)
        {
            status = executor.Execute(transaction);
        }
        if (item.TryGetProperty("expectException", out JsonElement exception))
        {
            string names = exception.GetString()!;
            return ExceptionNames.Allow(names, status) ? null : $"{status}, expected {names}";
        }
        if (status != TransactionStatus.Ok)
        {
            return $"{status}, expected success";
        }
        if (!source.TryComputeRoot(world, out Hash256 root))
        {
            return $"witness fault {source.Fault}";
        }
        if (root != new Hash256(item.Bytes("hash")))
        {
            return $"root {FixtureJson.Hex(root)}, gas {executor.LastGasUsed}, "
                + $"{executor.LastStatus}";
        }
        return LogsHash(world) == new Hash256(item.Bytes("logs")) ? null : "logs";
    }

    private static Hash256 LogsHash(WorldState world)
    {
        var buffer = new ByteBuffer();
        int logs = RlpWriter.BeginList(buffer);
        for (int i = 0; i < world.LogCount; i++)
        {
            LogEntry log = world.LogAt(i);
            int list = RlpWriter.BeginList(buffer);
            RlpWriter.Write(buffer, log.Address);
            int topics = RlpWriter.BeginList(buffer);
            foreach (Hash256 topic in log.Topics)
            {
                RlpWriter.Write(buffer, topic);
            }
            RlpWriter.EndList(buffer, topics);
            RlpWriter.Write(buffer, log.Data);
            RlpWriter.EndList(buffer, list);
        }
        RlpWriter.EndList(buffer, logs);
        return Keccak256.Hash(buffer.Written);
    }

    private static BlockInputContent Describe(JsonElement test, Fork fork, BlockHeader header)
    {
        JsonElement env = test.GetProperty("env");
        header.Number = env.Word("currentNumber").U0;
        header.Timestamp = env.Word("currentTimestamp").U0;
        header.GasLimit = env.Word("currentGasLimit").U0;
        header.BaseFee = env.Word("currentBaseFee");
        header.MixHash = Hash256.FromUInt256(env.Word("currentRandom"));
        header.Difficulty = env.Word("currentDifficulty");
        header.ExcessBlobGas = env.Word("currentExcessBlobGas").U0;
        header.Beneficiary = new Address(env.Bytes("currentCoinbase"));
        header.FieldCount = BlockHeader.FieldsOf(fork);
        var content = new BlockInputContent
        {
            ChainId = test.TryGetProperty("config", out JsonElement config)
                ? config.Word("chainid").U0
                : 1,
            Fork = fork,
            Blobs = BlobSchedule.Of(fork),
        };
        for (ulong i = 1; i <= Math.Min(256, header.Number); i++)
        {
            // What state tests agree on: the digest of the decimal number.
            string number = (header.Number - i).ToString(CultureInfo.InvariantCulture);
            content.Ancestors.Add(
                FixtureJson.Bytes(Keccak256.Hash(Encoding.ASCII.GetBytes(number))));
        }
        return content;
    }
}
