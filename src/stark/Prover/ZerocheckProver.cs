using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>The prover's side of <see cref="ZerocheckVerifier"/>.</summary>
public static class ZerocheckProver
{
    /// <summary>Runs the rounds; see <see cref="ZerocheckVerifier.Verify"/>.</summary>
    /// <param name="instances">Tallest first.</param>
    /// <param name="shape">Where the interactions lie among LogUp's leaves.</param>
    /// <param name="logUp">What LogUp claims about the leaves.</param>
    /// <param name="challenger">The transcript.</param>
    /// <param name="threadCount">Threads to use.</param>
    /// <param name="claim">What the evaluations are to be checked against.</param>
    /// <param name="evaluations">Of each instance's columns: main, then fixed.</param>
    public static ZerocheckProof Prove(
        IReadOnlyList<InstanceTrace> instances,
        LogUpShape shape,
        LogUpClaim logUp,
        Challenger challenger,
        int threadCount,
        out ZerocheckClaim claim,
        out Ext5[][] evaluations)
    {
        Ext5 lambda = challenger.SampleExtension();
        Ext5 theta = challenger.SampleExtension();
        ZerocheckInstance[] states = Start(instances, shape, logUp, lambda, theta);
        try
        {
            Ext5[] skip = new Ext5[ZerocheckProof.SkipLength];
            Ext5[][] skips = new Ext5[states.Length][];
            SkipExtension extension = new();
            Chunks.RunAll(
                threadCount,
                states,
                state => state.BeginSkip(),
                (state, chunk) => state.AddSkipChunk(extension, chunk));
            for (int i = 0; i < states.Length; i++)
            {
                skips[i] = states[i].SkipPolynomial();
                for (int j = 0; j < skip.Length; j++)
                {
                    skip[j] += skips[i][j];
                }
            }

            challenger.Observe(skip);
            Ext5 zeta = challenger.SampleExtension();
            Ext5[] skipWeights = SkipDomain.LagrangeWeights(zeta);
            for (int i = 0; i < states.Length; i++)
            {
                states[i].BindSkip(skipWeights, zeta, skips[i], states[0].LogHeight - states[i].LogHeight);
            }

            using FieldBuffer tables = FoldTables(states, skipWeights, threadCount);
            Ext5[] point = new Ext5[states[0].LogHeight - SkipDomain.LogSize];
            Ext5[] rounds = new Ext5[ZerocheckProof.RoundLength * point.Length];
            for (int round = 0; round < point.Length; round++)
            {
                Span<Ext5> values = rounds.AsSpan(
                    ZerocheckProof.RoundLength * round, ZerocheckProof.RoundLength);
                point[round] = RunRound(states, logUp, round, values, challenger, threadCount);
            }

            Ext5 value = Ext5.Zero;
            evaluations = new Ext5[states.Length][];
            for (int i = 0; i < states.Length; i++)
            {
                value += states[i].Factor * states[i].Claim;
                evaluations[i] = states[i].Evaluations().ToArray();
            }

            claim = new ZerocheckClaim(lambda, theta, skipWeights, point, value);
            return new ZerocheckProof(skip, rounds);
        }
        finally
        {
            foreach (ZerocheckInstance state in states)
            {
                state.Dispose();
            }
        }
    }

    // Makes the tables of all instances, in one block of memory.
    private static unsafe FieldBuffer FoldTables(
        ZerocheckInstance[] states, Ext5[] skipWeights, int threadCount)
    {
        nuint words = 0;
        foreach (ZerocheckInstance state in states)
        {
            words += state.TableWords;
        }

        FieldBuffer buffer = new(words);
        BabyBear* next = buffer.Pointer;
        Chunks.RunAll(
            threadCount,
            states,
            state =>
            {
                BabyBear* own = next;
                next += state.TableWords;
                return state.BeginFold(own);
            },
            (state, chunk) => state.FoldColumns(skipWeights, chunk));
        Chunks.RunAll(
            threadCount, states, state => state.BeginFoldAffine(), (state, chunk) => state.FoldAffine(chunk));
        foreach (ZerocheckInstance state in states)
        {
            state.EndFold();
        }

        return buffer;
    }

    private static ZerocheckInstance[] Start(
        IReadOnlyList<InstanceTrace> instances,
        LogUpShape shape,
        LogUpClaim logUp,
        Ext5 lambda,
        Ext5 theta)
    {
        ZerocheckInstance[] states = new ZerocheckInstance[instances.Count];
        Ext5 power = theta;
        for (int i = 0; i < states.Length; i++)
        {
            InstanceTrace trace = instances[i];
            Ext5[] weights = new Ext5[trace.Air.Constraints.Count];
            for (int constraint = 0; constraint < weights.Length; constraint++)
            {
                weights[constraint] = power;
                power *= theta;
            }

            AffineCombination affine = AffineCombination.Create(trace.Air, i, shape, logUp, lambda);
            states[i] = new ZerocheckInstance(
                trace, affine, weights, logUp.Point.Slice(logUp.Point.Length - trace.LogHeight));
        }

        return states;
    }

    // Instances that have not started yet add their claim, halved once a round, as a constant.
    private static Ext5 RunRound(
        ZerocheckInstance[] states,
        LogUpClaim logUp,
        int round,
        Span<Ext5> message,
        Challenger challenger,
        int threadCount)
    {
        int tallest = states[0].LogHeight;
        Ext5 r = logUp.Point[logUp.Point.Length - tallest + SkipDomain.LogSize + round];
        Ext5[] sums = new Ext5[4];
        Ext5 constant = Ext5.Zero;
        ZerocheckInstance[] active = [.. states.Where(state => round >= tallest - state.LogHeight)];
        Chunks.RunAll(
            threadCount, active, state => state.BeginRound(), (state, chunk) => state.AddRoundChunk(chunk));
        for (int i = 0; i < states.Length; i++)
        {
            int missing = tallest - states[i].LogHeight;
            if (round < missing)
            {
                // The factor has all halvings of the missing rounds; those after this one are undone.
                Ext5 scale = Ext5.FromBase(BabyBear.FromUInt32(2).Pow((ulong)(missing - 1 - round)));
                constant += states[i].Factor * states[i].Claim * scale;
            }
        }

        Dictionary<ZerocheckInstance, Ext5[]> own = [];
        foreach (ZerocheckInstance state in active)
        {
            Ext5[] values = state.RoundValues();
            own[state] = values;
            for (int x = 0; x < 4; x++)
            {
                sums[x] += state.Factor * values[x];
            }
        }

        Span<uint> points = [0, 2, 3, 4];
        for (int i = 0; i < points.Length; i++)
        {
            Ext5 x = Ext5.FromUInt32(points[i]);
            Ext5 product = r * x;
            Ext5 eq = Ext5.One - r - x + product + product;
            message[i] = (eq * ZerocheckInstance.Extrapolate(sums, x)) + constant;
        }

        challenger.Observe(message);
        Ext5 challenge = challenger.SampleExtension();
        Chunks.RunAll(
            threadCount,
            active,
            state => state.BeginBind(challenge, own[state]),
            (state, chunk) => state.BindChunk(challenge, chunk));
        foreach (ZerocheckInstance state in active)
        {
            state.EndBind();
        }

        return challenge;
    }
}
