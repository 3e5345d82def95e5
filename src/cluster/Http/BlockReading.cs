using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Http;

/// <summary>Reads the blocks of a request, a bounded number of requests at a time, and executes them.</summary>
internal sealed class BlockReading(LeaderApiOptions options)
{
    private readonly SemaphoreSlim _room = new(options.MaxSubmissions);

    /// <summary>Blocks of a body that is a witness document.</summary>
    /// <exception cref="WitnessException">They cannot be proven.</exception>
    public Task<IReadOnlyList<ExecutedBlock>> ReadAsync(HttpContext context) =>
        InTurnAsync(context, body => Execute(body, WitnessOptionsOf(context), null));

    /// <summary>Blocks of a body {"prover_input": ..., "previous": ...} as zero-bin has it.</summary>
    /// <exception cref="WitnessException">They cannot be proven, or do not follow the previous proof.</exception>
    public Task<IReadOnlyList<ExecutedBlock>> ReadProveAsync(HttpContext context) =>
        InTurnAsync(context, body =>
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(body);
                if (document.RootElement.ValueKind != JsonValueKind.Object
                    || !document.RootElement.TryGetProperty("prover_input", out JsonElement input))
                {
                    throw new ApiException(
                        StatusCodes.Status400BadRequest, "the request cannot be read", "there is no field 'prover_input'");
                }

                Statement? previous = document.RootElement.TryGetProperty("previous", out JsonElement proof)
                    && proof.ValueKind != JsonValueKind.Null
                    ? PreviousOf(proof)
                    : null;
                byte[] witness = System.Text.Encoding.UTF8.GetBytes(input.GetRawText());
                return Execute(witness, WitnessOptionsOf(context), previous);
            }
            catch (JsonException failure)
            {
                throw new ApiException(
                    StatusCodes.Status400BadRequest,
                    "the request cannot be read",
                    $"not valid JSON (line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1})");
            }
        });

    private static Statement PreviousOf(JsonElement proof)
    {
        try
        {
            return BlockProofDocument.Read(System.Text.Encoding.UTF8.GetBytes(proof.GetRawText()))[^1].Statement;
        }
        catch (Exception failure) when (failure is FormatException or ArgumentOutOfRangeException)
        {
            throw new ApiException(
                StatusCodes.Status400BadRequest, "the request cannot be read", $"field 'previous': {failure.Message}");
        }
    }

    private static WitnessOptions WitnessOptionsOf(HttpContext context)
    {
        string name = context.Request.Query["chain"].ToString();
        if (name.Length == 0)
        {
            return WitnessOptions.None;
        }

        return new WitnessOptions
        {
            Chain = ChainSpec.Find(name) ?? throw new ApiException(
                StatusCodes.Status400BadRequest,
                "no such chain",
                $"'{name}' is none of " + string.Join(", ", ChainSpec.BuiltIn.Select(chain => chain.Name))),
        };
    }

    private static IReadOnlyList<ExecutedBlock> Execute(byte[] body, WitnessOptions options, Statement? previous)
    {
        List<ExecutedBlock> blocks = [];
        foreach (BlockWitness witness in WitnessReader.Read(body, options))
        {
            ExecutedBlock block = ExecutedBlock.Execute(witness);
            if (blocks.Count == 0 && previous is not null)
            {
                RequireNext(previous, block.Statement);
            }

            StatementChain.RequireNoBreak(blocks.Count == 0 ? previous : blocks[^1].Statement, block.Statement);
            blocks.Add(block);
        }

        return blocks;
    }

    private static void RequireNext(Statement previous, Statement first)
    {
        if (previous.ChainId != first.ChainId || previous.Number + 1 != first.Number)
        {
            throw new WitnessException(
                $"the previous proof is of block {previous.Number} of chain {previous.ChainId}, which block "
                + $"{first.Number} of chain {first.ChainId} does not follow");
        }
    }

    private async Task<IReadOnlyList<ExecutedBlock>> InTurnAsync(
        HttpContext context, Func<byte[], IReadOnlyList<ExecutedBlock>> execute)
    {
        await _room.WaitAsync(context.RequestAborted);
        try
        {
            using MemoryStream buffer = new();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            byte[] body = buffer.ToArray();
            return await Task.Run(() => execute(body), context.RequestAborted);
        }
        finally
        {
            _room.Release();
        }
    }
}
