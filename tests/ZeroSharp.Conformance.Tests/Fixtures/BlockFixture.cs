using System.Text.Json;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>Runs blockchain tests: blocks from RLP on a genesis state, valid and invalid ones.</summary>
internal sealed class BlockFixture
{
    // What only the parent's header can tell, which the guest does not see.
    private const string ParentRule = "INCORRECT_EXCESS_BLOB_GAS";

    private readonly string network;
    private readonly ulong chainId;
    private readonly FixtureState state;
    private readonly List<byte[]> hashes = [];

    private BlockFixture(JsonElement test)
    {
        network = test.GetProperty("network").GetString()!;
        chainId = test.GetProperty("config").Word("chainid").U0;
        state = FixtureState.Read(test.GetProperty("pre"));
        hashes.Add(test.GetProperty("genesisBlockHeader").Bytes("hash"));
    }

    /// <summary>Whether the test's network is one that we run.</summary>
    public static bool IsSupported(string network) =>
        network is "Paris" or "Shanghai" or "Cancun" or "ShanghaiToCancunAtTime15k";

    /// <summary>What went wrong, or null.</summary>
    public static string? Run(JsonElement test, ref int count)
    {
        var fixture = new BlockFixture(test);
        foreach (JsonElement block in test.GetProperty("blocks").EnumerateArray())
        {
            string? exception = block.TryGetProperty("expectException", out JsonElement value)
                ? value.GetString()
                : null;
            if (exception is not null && exception.Contains(ParentRule, StringComparison.Ordinal))
            {
                continue;
            }
            count++;
            string? failure = fixture.RunBlock(block.Bytes("rlp"), exception);
            if (failure is not null)
            {
                return $"block {fixture.hashes.Count}: {failure}";
            }
        }
        string last = Convert.ToHexStringLower(fixture.hashes[^1]);
        string expected = test.GetProperty("lastblockhash").GetString()!;
        return "0x" + last == expected ? null : $"last block {last}, not {expected}";
    }

    private string? RunBlock(byte[] rlp, string? exception)
    {
        BlockInputContent? content = Decode(rlp);
        if (content is null)
        {
            return exception is null ? "malformed block" : null;
        }
        state.AddTo(content);
        BlockResult result = StatelessBlock.Run(BlockInputWriter.Write(content));
        if (exception is not null || result.Status != BlockStatus.Ok)
        {
            return exception is not null && result.Status != BlockStatus.Ok
                ? null
                : $"{result.Status} {result.TransactionStatus} at {result.TransactionIndex}, gas "
                    + $"{result.Statement.GasUsed}, expected {exception ?? "success"}";
        }
        if (!result.Statement.IsHeaderChecked)
        {
            return "header not checked";
        }
        state.Apply(result.World!);
        hashes.Add(content.BlockHash);
        return null;
    }

    private Fork ForkAt(ulong timestamp) => network switch
    {
        "Paris" => Fork.Paris,
        "Shanghai" => Fork.Shanghai,
        "Cancun" => Fork.Cancun,
        _ => timestamp >= 15_000 ? Fork.Cancun : Fork.Shanghai,
    };

    private BlockInputContent? Decode(byte[] rlp)
    {
        var whole = new RlpReader(rlp);
        if (whole.ReadList(out RlpReader block) != RlpStatus.Ok
            || block.ReadItem(out ReadOnlySpan<byte> header, out ReadOnlySpan<byte> fields, out _)
                != RlpStatus.Ok
            || block.ReadList(out RlpReader transactions) != RlpStatus.Ok
            || block.Skip() != RlpStatus.Ok)
        {
            return null;
        }
        BlockInputContent? content = DecodeHeader(fields);
        if (content is null)
        {
            return null;
        }
        content.BlockHash = FixtureJson.Bytes(Keccak256.Hash(header));
        while (!transactions.IsAtEnd)
        {
            if (transactions.ReadItem(
                out ReadOnlySpan<byte> encoding, out ReadOnlySpan<byte> payload, out bool isList)
                != RlpStatus.Ok)
            {
                return null;
            }
            content.Transactions.Add((isList ? encoding : payload).ToArray());
        }
        return block.IsAtEnd || DecodeWithdrawals(ref block, content) ? content : null;
    }

    private static bool DecodeWithdrawals(ref RlpReader block, BlockInputContent content)
    {
        if (block.ReadList(out RlpReader withdrawals) != RlpStatus.Ok)
        {
            return false;
        }
        while (!withdrawals.IsAtEnd)
        {
            if (withdrawals.ReadList(out RlpReader item) != RlpStatus.Ok
                || item.ReadUInt64(out ulong index) != RlpStatus.Ok
                || item.ReadUInt64(out ulong validator) != RlpStatus.Ok
                || item.ReadFixed(20, out ReadOnlySpan<byte> address) != RlpStatus.Ok
                || item.ReadUInt64(out ulong amount) != RlpStatus.Ok)
            {
                return false;
            }
            content.Withdrawals.Add(
                new WithdrawalContent(index, validator, address.ToArray(), amount));
        }
        return true;
    }

    private BlockInputContent? DecodeHeader(ReadOnlySpan<byte> fields)
    {
        var items = new List<byte[]>();
        var reader = new RlpReader(fields);
        while (!reader.IsAtEnd)
        {
            if (reader.ReadBytes(out ReadOnlySpan<byte> bytes) != RlpStatus.Ok)
            {
                return null;
            }
            items.Add(bytes.ToArray());
        }
        if (items.Count < 16)
        {
            return null;
        }
        ulong timestamp = Number(items[11]);
        var content = new BlockInputContent
        {
            ChainId = chainId,
            Fork = ForkAt(timestamp),
            Beneficiary = items[2],
            ExpectedStateRoot = items[3],
            ExpectedTransactionsRoot = items[4],
            ExpectedReceiptsRoot = items[5],
            ExpectedLogsBloom = items[6],
            Number = Number(items[8]),
            GasLimit = Number(items[9]),
            ExpectedGasUsed = Number(items[10]),
            Timestamp = timestamp,
            ExtraData = items[12],
            PrevRandao = items[13],
            BaseFee = FixtureJson.Bytes(UInt256.FromBigEndian(items[15])),
            BlobGasUsed = items.Count > 17 ? Number(items[17]) : 0,
            ExcessBlobGas = items.Count > 18 ? Number(items[18]) : 0,
            ParentBeaconBlockRoot = items.Count > 19 ? items[19] : new byte[32],
        };
        content.Ancestors.AddRange(Enumerable.Reverse(hashes).Take(256));
        return content;
    }

    private static ulong Number(byte[] bytes) => UInt256.FromBigEndian(bytes).U0;
}
