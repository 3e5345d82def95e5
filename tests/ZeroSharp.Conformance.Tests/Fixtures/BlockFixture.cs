using System.Text.Json;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>One block of a blockchain test.</summary>
/// <param name="Input">What the guest gets.</param>
/// <param name="Exception">What the fixture expects, or null for a valid block.</param>
/// <param name="Result">What native execution says.</param>
internal sealed record BlockCase(byte[] Input, string? Exception, BlockResult Result);

/// <summary>Runs blockchain tests: blocks from RLP on a genesis state, valid and invalid ones.</summary>
internal sealed class BlockFixture
{
    // The deposit contract of mainnet, which the fixtures use.
    private static readonly byte[] DepositContract =
        Convert.FromHexString("00000000219ab540356cbb839cbe05303d7705fa");

    private readonly FixtureChain chain;
    private readonly FixtureState state;
    private readonly List<byte[]> headers = [];

    private BlockFixture(JsonElement test)
    {
        chain = new FixtureChain(test);
        state = FixtureState.Read(test.GetProperty("pre"));
        headers.Add(HeaderOf(test.Bytes("genesisRLP"))!);
    }

    /// <summary>Runs a test; returns what went wrong, or null.</summary>
    /// <param name="test">The fixture.</param>
    /// <param name="visit">Called with each block that was run.</param>
    public static string? Run(JsonElement test, Action<BlockCase> visit)
    {
        var fixture = new BlockFixture(test);
        int index = 0;
        foreach (JsonElement block in test.GetProperty("blocks").EnumerateArray())
        {
            string? exception = block.TryGetProperty("expectException", out JsonElement value)
                ? value.GetString()
                : null;
            BlockCase done = fixture.RunBlock(block.Bytes("rlp"), exception);
            visit(done);
            string? failure = Judge(done);
            if (failure is not null)
            {
                return $"block {index}: {failure}";
            }
            if (exception is null)
            {
                fixture.headers.Add(HeaderOf(block.Bytes("rlp"))!);
                fixture.state.Apply(done.Result.World!);
            }
            index++;
        }
        string last = "0x" + FixtureJson.Hex(Keccak256.Hash(fixture.headers[^1]));
        string expected = test.GetProperty("lastblockhash").GetString()!;
        return last == expected ? null : $"last block {last}, not {expected}";
    }

    private static string? Judge(BlockCase block)
    {
        BlockResult result = block.Result;
        string outcome = $"{result.Status} {result.TransactionStatus} at {result.TransactionIndex}, gas "
            + $"{result.Statement.GasUsed}";
        if (block.Exception is { } names)
        {
            return BlockExceptionNames.Allow(names, result) ? null : $"{outcome}, expected {names}";
        }
        if (result.Status != BlockStatus.Ok)
        {
            return $"{outcome}, expected success";
        }
        const StatementFlags all = StatementFlags.HeaderChecked | StatementFlags.ParentChecked
            | StatementFlags.HistoryChecked;
        return result.Statement.Flags == all ? null : $"flags {result.Statement.Flags}";
    }

    private BlockCase RunBlock(byte[] rlp, string? exception)
    {
        ulong timestamp = HeaderOf(rlp) is { } encoding
            && BlockHeader.TryDecode(encoding, out BlockHeader header)
            ? header.Timestamp
            : 0;
        var content = new BlockInputContent
        {
            ChainId = chain.ChainId,
            DepositContract = DepositContract,
            Block = rlp,
        };
        (content.Fork, content.Blobs) = chain.At(timestamp);
        content.AncestorHeaders.AddRange(Enumerable.Reverse(headers).Take(256));
        state.AddTo(content);
        byte[] input = BlockInputWriter.Write(content);
        return new BlockCase(input, exception, StatelessBlock.Run(input));
    }

    private static byte[]? HeaderOf(byte[] block)
    {
        var whole = new RlpReader(block);
        return whole.ReadList(out RlpReader parts) == RlpStatus.Ok
            && parts.ReadItem(out ReadOnlySpan<byte> header, out _, out _) == RlpStatus.Ok
            ? header.ToArray()
            : null;
    }
}
