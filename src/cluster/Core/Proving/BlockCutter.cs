using System.Security.Cryptography;
using System.Threading.Channels;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>A segment that was cut from a block's run.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Cycles">Its instructions.</param>
/// <param name="FirstTransaction">The first transaction that it executes; -1 if it executes none.</param>
/// <param name="LastTransaction">The last one; -1 if it executes none.</param>
/// <param name="Input">What a worker needs.</param>
/// <param name="Sha256">SHA-256 of the input, as hexadecimal digits.</param>
public sealed record SegmentCut(
    int Index, ulong Cycles, int FirstTransaction, int LastTransaction, byte[] Input, string Sha256);

/// <summary>A run that cannot be proven. The message is one line.</summary>
public sealed class RunFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Runs the block program on a block, and cuts the run for workers.</summary>
/// <param name="program">The program, with the names of its functions.</param>
/// <param name="digest">Its digest, as 0x and hexadecimal digits.</param>
public sealed class BlockCutter(ProgramImage program, string digest)
{
    // It is entered once for each transaction.
    private const string TransactionFunction = "TransactionExecutor.Run";

    // Segments that were cut and wait for being stored.
    private const int MaxAhead = 4;

    private readonly SegmentPlan _plan = SegmentPlan.Of(program);

    private readonly uint? _transactionPc =
        program.Symbols.FirstOrDefault(symbol => symbol.Name == TransactionFunction)?.Address;

    /// <summary>Digest of the program, as 0x and hexadecimal digits.</summary>
    public string Program => digest;

    /// <summary>
    /// Cuts a run. While segments are stored, the next ones are executed, a
    /// few ahead.
    /// </summary>
    /// <param name="input">The block's input.</param>
    /// <param name="segmentMemory">Bound on the memory of a segment's proof, in bytes.</param>
    /// <param name="store">Takes segments, in order, as they come.</param>
    /// <returns>What the proof of the run has beside its segments.</returns>
    /// <exception cref="RunFailedException">The program does not end with success.</exception>
    public async Task<AggregationPlan> CutAsync(
        byte[] input,
        long segmentMemory,
        Func<IReadOnlyList<SegmentCut>, Task> store,
        CancellationToken cancellation)
    {
        Channel<SegmentCut> cuts = Channel.CreateBounded<SegmentCut>(MaxAhead);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<AggregationPlan> execution =
            Task.Run(() => ExecuteAsync(input, segmentMemory, cuts.Writer, failed.Token), CancellationToken.None);
        try
        {
            List<SegmentCut> batch = [];
            while (await cuts.Reader.WaitToReadAsync(cancellation))
            {
                batch.Clear();
                while (batch.Count < MaxAhead && cuts.Reader.TryRead(out SegmentCut? cut))
                {
                    batch.Add(cut);
                }

                await store(batch);
            }
        }
        catch
        {
            await failed.CancelAsync();
            await execution.ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }

        return await execution;
    }

    private async Task<AggregationPlan> ExecuteAsync(
        byte[] input, long segmentMemory, ChannelWriter<SegmentCut> cuts, CancellationToken cancellation)
    {
        try
        {
            SegmentLimits limits = SegmentMemory.Limits(program, _plan, segmentMemory, input);
            using SegmentCutter cutter = new(program, input, limits, _transactionPc);
            while (cutter.Next(cancellation) is { } segment)
            {
                (int first, int last) = Transactions(segment);
                await cuts.WriteAsync(
                    new SegmentCut(
                        segment.Index,
                        segment.Cycles,
                        first,
                        last,
                        segment.Input,
                        Convert.ToHexStringLower(SHA256.HashData(segment.Input))),
                    cancellation);
            }

            RunOutcome outcome = RunOutcome.Of(cutter.Run);
            return AggregationPlan.Of(digest, outcome.Output, outcome.InputRegion, outcome.OutputSiblings);
        }
        catch (ProgramFailedException failure)
        {
            throw new RunFailedException(failure.Message, failure);
        }
        finally
        {
            cuts.Complete();
        }
    }

    // A segment that begins after a transaction was entered begins inside of it.
    private static (int First, int Last) Transactions(CutSegment segment)
    {
        int last = (int)(segment.MarksBefore + segment.Marks) - 1;
        return (last < 0 ? -1 : Math.Max((int)segment.MarksBefore - 1, 0), last);
    }
}
