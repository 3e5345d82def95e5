using System.Runtime.InteropServices;
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
    // As deep as witness documents may be, and a little for what they are in.
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 520 };

    private readonly SemaphoreSlim _bodies = new(options.MaxBodies);
    private readonly SemaphoreSlim _executions = new(options.MaxExecutions);
    private int _waiting;

    /// <summary>Blocks of a body that is a witness document.</summary>
    /// <exception cref="WitnessException">They cannot be proven.</exception>
    public Task<IReadOnlyList<ExecutedBlock>> ReadAsync(HttpContext context) =>
        InTurnAsync(context, body => Execute(body.Span, WitnessOptionsOf(context), null));

    /// <summary>Blocks of a body {"prover_input": ..., "previous": ...} as zero-bin has it.</summary>
    /// <exception cref="WitnessException">They cannot be proven, or do not follow the previous proof.</exception>
    public Task<IReadOnlyList<ExecutedBlock>> ReadProveAsync(HttpContext context) =>
        InTurnAsync(context, body =>
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(body, Json);
                if (document.RootElement.ValueKind != JsonValueKind.Object
                    || !document.RootElement.TryGetProperty("prover_input", out JsonElement input))
                {
                    throw Unreadable("there is no field 'prover_input'");
                }

                Statement? previous = document.RootElement.TryGetProperty("previous", out JsonElement proof)
                    && proof.ValueKind != JsonValueKind.Null
                    ? PreviousOf(proof)
                    : null;
                return Execute(JsonMarshal.GetRawUtf8Value(input), WitnessOptionsOf(context), previous);
            }
            catch (JsonException failure)
            {
                throw Unreadable(
                    $"not valid JSON (line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1})");
            }
            catch (InvalidOperationException)
            {
                // What the JSON reader says of escapes that are half of a character.
                throw Unreadable("a name in the JSON is not valid Unicode");
            }
        });

    private static Statement PreviousOf(JsonElement proof)
    {
        try
        {
            IReadOnlyList<BlockProof> proofs = BlockProofDocument.Read(JsonMarshal.GetRawUtf8Value(proof).ToArray());
            return proofs.Count > 0 ? proofs[^1].Statement : throw Unreadable("field 'previous': there is no proof");
        }
        catch (FormatException failure)
        {
            throw Unreadable($"field 'previous': {failure.Message}");
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

    private static IReadOnlyList<BlockWitness> Decode(ReadOnlySpan<byte> body, WitnessOptions options)
    {
        try
        {
            return WitnessReader.Read(body, options);
        }
        catch (WitnessException failure)
        {
            throw Unreadable(failure.Message);
        }
    }

    private static IReadOnlyList<ExecutedBlock> Execute(
        ReadOnlySpan<byte> body, WitnessOptions options, Statement? previous)
    {
        List<ExecutedBlock> blocks = [];
        foreach (BlockWitness witness in Decode(body, options))
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

    private static ApiException Unreadable(string detail) =>
        new(StatusCodes.Status400BadRequest, "the request cannot be read", detail);

    private async Task<IReadOnlyList<ExecutedBlock>> InTurnAsync(
        HttpContext context, Func<ReadOnlyMemory<byte>, IReadOnlyList<ExecutedBlock>> execute)
    {
        await WaitForRoomAsync(context);
        try
        {
            using MemoryStream buffer = new();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            await _executions.WaitAsync(context.RequestAborted);
            try
            {
                ReadOnlyMemory<byte> body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
                return await Task.Run(() => execute(body), context.RequestAborted);
            }
            finally
            {
                _executions.Release();
            }
        }
        finally
        {
            _bodies.Release();
        }
    }

    private async Task WaitForRoomAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > LeaderApiOptions.MaxWaiting)
            {
                context.Response.Headers.RetryAfter = "10";
                throw new ApiException(
                    StatusCodes.Status503ServiceUnavailable,
                    "too many requests wait",
                    $"{LeaderApiOptions.MaxWaiting} requests with blocks wait to be read: try again later");
            }

            await _bodies.WaitAsync(context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
