using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>Whole proofs of a small machine.</summary>
public sealed class StarkProofTests
{
    public static TheoryData<int[]> Heights => [[7], [10], [9, 9], [10, 8, 8, 7], [7, 7, 7]];

    [Theory]
    [MemberData(nameof(Heights))]
    public void Verify_ValidTraces_Accepts(int[] logHeights)
    {
        using StarkScenario scenario = new(logHeights.Length, logHeights);

        StarkProof proof = scenario.Prove(threadCount: 2);

        Assert.Equal(StarkResult.Accepted, scenario.Verify(proof));
        Assert.True(
            StarkShape.TryCreate(
                scenario.Key.Verifying, proof.Instances, scenario.Statement, out StarkShape? shape));
        Assert.True(shape!.Security(scenario.Statement).Bits >= StarkScenario.TargetBits);
    }

    [Fact]
    public void TryRead_WrittenProof_IsAcceptedAndAsLongAsItsShapeSays()
    {
        using StarkScenario scenario = new(1, 9, 8);
        byte[] bytes = scenario.ProveToBytes();

        Assert.True(scenario.IsAccepted(bytes));
        Assert.False(scenario.IsAccepted([.. bytes, 0]));
        Assert.False(scenario.IsAccepted(bytes.AsSpan(0, bytes.Length - 1)));
    }

    [Fact]
    public void Verify_AnyBitChanged_Rejects()
    {
        using StarkScenario scenario = new(2, 8, 7);
        byte[] bytes = scenario.ProveToBytes();
        Random random = new(5);

        // All of the header, then a sample.
        for (int i = 0; i < 300; i++)
        {
            int position = i < 48 ? i : random.Next(bytes.Length);
            byte[] changed = (byte[])bytes.Clone();
            changed[position] ^= (byte)(1 << random.Next(8));

            Assert.False(scenario.IsAccepted(changed), $"byte {position}");
        }
    }

    [Fact]
    public void Verify_BrokenConstraint_Rejects()
    {
        using StarkScenario scenario = new(3, 9, 7);
        scenario.Traces[1].Trace[100, 2] += BabyBear.One;

        Assert.Equal(StarkResult.EvaluationsRejected, Falsify(scenario));
    }

    [Fact]
    public void Verify_FlagThatIsNoBit_Rejects()
    {
        using StarkScenario scenario = new(3, 9, 7);
        TraceMatrix trace = scenario.Traces[1].Trace;
        BabyBear flag = trace[3, 1];
        trace[3, 1] = BabyBear.FromUInt32(2);
        trace[3, 2] = trace[3, 0] * trace[3, 0] * trace[3, 1];
        TraceMatrix table = scenario.Traces[^1].Trace;
        int row = (int)trace[3, 0].Value;
        BabyBear n = trace[3, 0];
        table[row, 0] += trace[3, 1] - flag;
        table[row, 1] = n * (n + table[row, 0]);

        Assert.Equal(StarkResult.EvaluationsRejected, Falsify(scenario));
    }

    [Fact]
    public void Verify_UnbalancedBus_Rejects()
    {
        using StarkScenario scenario = new(4, 8);
        TraceMatrix table = scenario.Traces[^1].Trace;
        table[4, 0] += BabyBear.One;
        table[4, 1] += BabyBear.FromUInt32(4);

        Assert.Equal(StarkResult.LogUpRejected, Falsify(scenario));
    }

    [Fact]
    public void Verify_AnotherStatement_Rejects()
    {
        using StarkScenario scenario = new(5, 8);
        StarkProof proof = scenario.Prove();

        Assert.NotEqual(
            StarkResult.Accepted,
            StarkVerifier.Verify(scenario.Key.Verifying, StarkScenario.StatementWith(8), proof));
        Assert.NotEqual(
            StarkResult.Accepted, StarkVerifier.Verify(scenario.Key.Verifying, [], proof));
    }

    [Fact]
    public void Verify_AnotherKey_Rejects()
    {
        using StarkScenario scenario = new(6, 8);
        StarkProof proof = scenario.Prove();
        VerifyingKey key = scenario.Key.Verifying;
        byte[] root = [.. key.FixedRoot];
        root[7] ^= 1;
        VerifyingKey otherRoot = new(key.Parameters, key.Airs, root);
        VerifyingKey otherOrder = new(
            key.Parameters, [key.Airs[0], key.Airs[2], key.Airs[1]], key.FixedRoot);

        Assert.NotEqual(
            StarkResult.Accepted, StarkVerifier.Verify(otherRoot, scenario.Statement, proof));
        Assert.NotEqual(
            StarkResult.Accepted, StarkVerifier.Verify(otherOrder, scenario.Statement, proof));
    }

    [Fact]
    public void Verify_InstancesReorderedOrMissing_Rejects()
    {
        using StarkScenario scenario = new(7, 9, 7);
        StarkProof proof = scenario.Prove();
        InstanceShape[] instances = proof.Instances;

        Assert.NotEqual(StarkResult.Accepted, scenario.Verify(With(proof, instances[1..])));
        Assert.NotEqual(StarkResult.Accepted, scenario.Verify(With(proof, instances[..^1])));
        Assert.NotEqual(
            StarkResult.Accepted, scenario.Verify(With(proof, [.. instances.Reverse()])));
        Assert.NotEqual(
            StarkResult.Accepted, scenario.Verify(With(proof, [.. instances, instances[^1]])));
    }

    [Fact]
    public void Prove_TwoThreads_GivesTheSameProof()
    {
        using StarkScenario scenario = new(8, 10, 8);
        ProofWriter one = new();
        ProofWriter two = new();

        scenario.Prove(threadCount: 1).WriteTo(one);
        scenario.Prove(threadCount: 2).WriteTo(two);

        Assert.Equal(one.Written.ToArray(), two.Written.ToArray());
    }

    // The prover does not check traces: it makes a proof that must be rejected.
    private static StarkResult Falsify(StarkScenario scenario) => scenario.Verify(scenario.Prove());

    private static StarkProof With(StarkProof proof, InstanceShape[] instances) => new()
    {
        Instances = instances,
        MainRoot = proof.MainRoot,
        LogUp = proof.LogUp,
        Zerocheck = proof.Zerocheck,
        MainEvaluations = proof.MainEvaluations,
        FixedEvaluations = proof.FixedEvaluations,
        Stacking = proof.Stacking,
        Opening = proof.Opening,
    };
}
