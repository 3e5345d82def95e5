using System.Diagnostics;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>A trace of one of the machine's AIRs.</summary>
public readonly record struct MachineTrace(int AirIndex, TraceMatrix Trace);

/// <summary>How long each stage of a proof took.</summary>
public sealed record StageTimes(
    TimeSpan Commit, TimeSpan LogUp, TimeSpan Zerocheck, TimeSpan Stacking, TimeSpan Opening);

/// <summary>The stages of a proof, in order.</summary>
public enum ProofStage
{
    Commit,
    LogUp,
    Zerocheck,
    Stacking,
    Opening,
}

/// <summary>The prover's side of <see cref="StarkVerifier"/>.</summary>
public static class StarkProver
{
    /// <summary>
    /// Proves traces. Invalid traces give a proof that is rejected, not an exception: check them with
    /// <see cref="TraceChecker"/>.
    /// </summary>
    /// <param name="key">The machine.</param>
    /// <param name="traces">In any order; each AIR with fixed columns once.</param>
    /// <param name="publicInteractions">The statement.</param>
    /// <param name="threadCount">Threads to use.</param>
    /// <param name="times">Where the time went.</param>
    /// <param name="cancellation">Checked between the stages.</param>
    /// <param name="stages">Told each stage when it begins.</param>
    /// <exception cref="ArgumentException">The traces have no valid shape.</exception>
    public static StarkProof Prove(
        ProvingKey key,
        IReadOnlyList<MachineTrace> traces,
        PublicInteraction[] publicInteractions,
        int threadCount,
        out StageTimes times,
        CancellationToken cancellation = default,
        IProgress<ProofStage>? stages = null)
    {
        MachineTrace[] sorted =
        [
            .. traces.OrderByDescending(trace => trace.Trace.LogHeight).ThenBy(trace => trace.AirIndex),
        ];
        InstanceShape[] instances =
            [.. sorted.Select(trace => new InstanceShape(trace.AirIndex, trace.Trace.LogHeight))];
        if (!StarkShape.TryCreate(key.Verifying, instances, publicInteractions, out StarkShape? found)
            || found is not StarkShape shape)
        {
            throw new ArgumentException("the traces have no shape of a proof of this machine", nameof(traces));
        }

        InstanceTrace[] columns = new InstanceTrace[sorted.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            int air = sorted[i].AirIndex;
            columns[i] = new InstanceTrace(
                key.Description(air), sorted[i].Trace, key.FixedColumns(air));
        }

        stages?.Report(ProofStage.Commit);
        Stopwatch watch = Stopwatch.StartNew();
        StackColumns stack = new(shape.Stacking.Main, [.. sorted.Select(trace => trace.Trace)]);
        using PcsCommitment commitment = PcsCommitment.Create(shape.Pcs, stack, threadCount);
        Challenger challenger =
            StarkTranscript.Begin(key.Verifying, publicInteractions, instances, commitment.Root);
        TimeSpan commit = Lap(watch, cancellation);
        stages?.Report(ProofStage.LogUp);
        LogUpProof logUpProof = LogUpProver.Prove(
            shape.LogUp, columns, shape.LogUpWorkBits, challenger, threadCount, out LogUpClaim logUp);
        TimeSpan logUpTime = Lap(watch, cancellation);
        stages?.Report(ProofStage.Zerocheck);
        ZerocheckProof zerocheck = ZerocheckProver.Prove(
            columns,
            shape.LogUp,
            logUp,
            challenger,
            threadCount,
            out ZerocheckClaim claim,
            out Ext5[][] evaluations);
        TimeSpan zerocheckTime = Lap(watch, cancellation);
        stages?.Report(ProofStage.Stacking);
        (Ext5[] main, Ext5[] fixedColumns) = Split(shape, evaluations);
        challenger.Observe(main);
        challenger.Observe(fixedColumns);
        StackingProof stacking = new StackingProver(shape.Stacking, stack, key.FixedStack, threadCount)
            .Prove(claim.SkipWeights, claim.Point, main, fixedColumns, challenger, out Ext5[] point);
        TimeSpan stackingTime = Lap(watch, cancellation);
        stages?.Report(ProofStage.Opening);
        PcsCommitment[] commitments =
            key.FixedCommitment is null ? [commitment] : [commitment, key.FixedCommitment];
        WhirProof opening = WhirProver.Open(
            shape.Pcs, commitments, point, stacking.Columns, challenger, threadCount);
        times = new StageTimes(
            commit, logUpTime, zerocheckTime, stackingTime, Lap(watch, cancellation));
        return new StarkProof
        {
            Instances = instances,
            MainRoot = commitment.Root,
            LogUp = logUpProof,
            Zerocheck = zerocheck,
            MainEvaluations = main,
            FixedEvaluations = fixedColumns,
            Stacking = stacking,
            Opening = opening,
        };
    }

    // The evaluations of committed columns, and of fixed columns that the key commits to.
    private static (Ext5[] Main, Ext5[] Fixed) Split(StarkShape shape, Ext5[][] evaluations)
    {
        List<Ext5> main = [];
        List<Ext5> fixedColumns = [];
        for (int i = 0; i < evaluations.Length; i++)
        {
            IAir air = shape.Airs[i].Air;
            main.AddRange(evaluations[i].AsSpan(0, air.Width));
            if (air.Fixed is { IsCommitted: true })
            {
                fixedColumns.AddRange(evaluations[i].AsSpan(air.Width));
            }
        }

        return ([.. main], [.. fixedColumns]);
    }

    private static TimeSpan Lap(Stopwatch watch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TimeSpan elapsed = watch.Elapsed;
        watch.Restart();
        return elapsed;
    }
}
