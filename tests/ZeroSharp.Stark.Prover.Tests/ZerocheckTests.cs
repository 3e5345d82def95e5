using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

public sealed class ZerocheckTests
{
    public static TheoryData<string> Shapes =>
    [
        "cubic 7",
        "silent 8",
        "free 7",
        "cubic 9, cubic 9, cubic 7",
        "table 8, cubic 8, free 7",
        "cubic 10, free 9, committed 8, silent 7, table 7",
        "silent 11, committed 11, cubic 7",
        "cubic 14, table 13, free 7",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Verify_ValidTraces_AcceptsAndOpensAtThePoint(string shape)
    {
        using ZerocheckScenario scenario = Create(shape);

        ZerocheckProof proof = scenario.Prove(out ZerocheckClaim claim, out Ext5[][] evaluations, 2);

        Assert.True(scenario.Verify(proof, evaluations));
        Ext5[] skipWeights = claim.SkipWeights.ToArray();
        for (int i = 0; i < evaluations.Length; i++)
        {
            Assert.Equal(scenario.Evaluate(i, skipWeights, claim.Point), evaluations[i]);
        }
    }

    [Theory]
    [InlineData("cubic 9, committed 8, free 7")]
    [InlineData("table 10, silent 10, cubic 8, cubic 7")]
    public void Prove_ValidTraces_SendsTheSumsOfTheDefinition(string shape)
    {
        using ZerocheckScenario scenario = Create(shape);
        ZerocheckProof proof = scenario.Prove(out ZerocheckClaim claim, out _);
        Ext5 outside = Ext5.FromUInt32(123_456_789);

        Ext5 skip = Total(scenario, claim, SkipDomain.LagrangeWeights(outside), []);

        Assert.Equal(skip, ZerocheckVerifier.EvaluatePolynomial(proof.Skip, outside));
        for (int round = 0; round < claim.Point.Length; round++)
        {
            uint[] points = [0, 2, 3, 4];
            for (int i = 0; i < points.Length; i++)
            {
                Ext5[] bound = [.. claim.Point[..round], Ext5.FromUInt32(points[i])];
                Ext5 expected = Total(scenario, claim, claim.SkipWeights.ToArray(), bound);
                Assert.Equal(expected, proof.Rounds[(ZerocheckProof.RoundLength * round) + i]);
            }
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(3, 0)]
    public void Verify_ConstraintViolatedInOneRow_Rejects(int instance, int column)
    {
        for (int row = 0; row < 128; row += 41)
        {
            using ZerocheckScenario scenario = Create("cubic 9, committed 8, free 7, silent 7");
            Assert.True(scenario.ProveAndVerify());
            scenario.Instances[instance].Main[row, column] += BabyBear.FromUInt32(2);
            scenario.Claim();

            Assert.False(scenario.ProveAndVerify());
        }
    }

    [Fact]
    public void Verify_TracesOtherThanThoseOfTheClaim_Rejects()
    {
        using ZerocheckScenario scenario = Create("cubic 8, free 7");
        scenario.Instances[1].Main[5, 1] += BabyBear.One;

        Assert.False(scenario.ProveAndVerify());
    }

    [Fact]
    public void Verify_AnyElementChanged_Rejects()
    {
        using ZerocheckScenario scenario = Create("cubic 9, table 8, committed 8, free 7");
        ZerocheckProof proof = scenario.Prove(out _, out Ext5[][] evaluations);
        foreach (Ext5[] message in new[] { proof.Skip, proof.Rounds })
        {
            for (int i = 0; i < message.Length; i++)
            {
                message[i] += Ext5.One;
                Assert.False(scenario.Verify(proof, evaluations));
                message[i] -= Ext5.One;
            }
        }

        Assert.True(scenario.Verify(proof, evaluations));
    }

    // The other powers keep the sum over the domain, so only later checks can reject.
    [Fact]
    public void Verify_SkipPolynomialChangedByOneOfSumZero_Rejects()
    {
        using ZerocheckScenario scenario = Create("cubic 8, silent 7");
        ZerocheckProof proof = scenario.Prove(out _, out Ext5[][] evaluations);
        Ext5 value = Ext5.FromUInt32(5);
        proof.Skip[16] += value;
        proof.Skip[32] -= value;

        Assert.False(scenario.Verify(proof, evaluations));
    }

    [Fact]
    public void Verify_AnyEvaluationChanged_Rejects()
    {
        using ZerocheckScenario scenario = Create("cubic 9, committed 8, free 7");
        ZerocheckProof proof = scenario.Prove(out _, out Ext5[][] evaluations);
        foreach (Ext5[] instance in evaluations)
        {
            for (int i = 0; i < instance.Length; i++)
            {
                instance[i] += Ext5.One;
                Assert.False(scenario.Verify(proof, evaluations));
                instance[i] -= Ext5.One;
            }
        }
    }

    [Fact]
    public void Verify_AnotherClaim_Rejects()
    {
        using ZerocheckScenario scenario = Create("cubic 8, free 7");
        ZerocheckProof proof = scenario.Prove(out _, out Ext5[][] evaluations);
        LogUpClaim claim = scenario.LogUp;
        foreach ((Ext5 p, Ext5 q) in new[] { (Ext5.One, Ext5.Zero), (Ext5.Zero, Ext5.One) })
        {
            scenario.LogUp = new LogUpClaim(
                claim.Challenges, claim.Point, claim.Numerator + p, claim.Denominator + q);

            Assert.False(scenario.Verify(proof, evaluations));
            Assert.False(scenario.ProveAndVerify());
        }
    }

    [Fact]
    public void Verify_WrongLengths_Rejects()
    {
        using ZerocheckScenario scenario = Create("cubic 8");
        ZerocheckProof proof = scenario.Prove(out _, out Ext5[][] evaluations);

        Assert.False(scenario.Verify(new ZerocheckProof(proof.Skip[..^1], proof.Rounds), evaluations));
        Assert.False(scenario.Verify(new ZerocheckProof(proof.Skip, proof.Rounds[..^4]), evaluations));
        Assert.False(
            scenario.Verify(new ZerocheckProof(proof.Skip, [.. proof.Rounds, default]), evaluations));
    }

    [Fact]
    public void Prove_AnyNumberOfThreads_GivesTheSameProof()
    {
        using ZerocheckScenario scenario = Create("cubic 14, table 9");

        ZerocheckProof one = scenario.Prove(out _, out _, threadCount: 1);
        ZerocheckProof three = scenario.Prove(out _, out _, threadCount: 3);

        Assert.Equal(one.Skip, three.Skip);
        Assert.Equal(one.Rounds, three.Rounds);
    }

    [Fact]
    public void TryRead_WrittenProof_GivesTheSame()
    {
        using ZerocheckScenario scenario = Create("cubic 9");
        ZerocheckProof proof = scenario.Prove(out _, out _);
        ProofWriter writer = new();
        proof.WriteTo(writer);
        ProofReader reader = new(writer.Written);
        ProofReader tooShort = new(writer.Written[..^1]);
        byte[] notReduced = writer.Written.ToArray();
        BitConverter.TryWriteBytes(notReduced.AsSpan(20), BabyBear.Modulus);
        ProofReader outside = new(notReduced);

        Assert.True(ZerocheckProof.TryRead(ref reader, 5, out ZerocheckProof? read));
        Assert.True(reader.IsAtEnd);
        Assert.Equal(proof.Skip, read!.Skip);
        Assert.Equal(proof.Rounds, read.Rounds);
        Assert.False(ZerocheckProof.TryRead(ref tooShort, 5, out _));
        Assert.False(ZerocheckProof.TryRead(ref outside, 5, out _));
    }

    // Instances that are shorter by e variables add their sum times 2^-(i+1) in round i < e.
    private static Ext5 Total(
        ZerocheckScenario scenario, ZerocheckClaim claim, Ext5[] skipWeights, Ext5[] bound)
    {
        BabyBear half = BabyBear.FromUInt32(2).Inverse();
        Ext5 total = Ext5.Zero;
        for (int i = 0; i < scenario.Instances.Length; i++)
        {
            int missing = Math.Min(scenario.LogHeights[0] - scenario.LogHeights[i], bound.Length);
            Ext5 sum = scenario.Sum(i, claim.Lambda, claim.Theta, skipWeights, bound[missing..]);
            total += sum * half.Pow((ulong)missing);
        }

        return total;
    }

    private static ZerocheckScenario Create(string shape)
    {
        List<(IAir, int)> instances = [];
        foreach (string item in shape.Split(", "))
        {
            string[] parts = item.Split(' ');
            int logHeight = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            IAir air = parts[0] switch
            {
                "cubic" => new CubicAir(),
                "table" => new FixedAir(logHeight, isCommitted: false),
                "committed" => new FixedAir(logHeight, isCommitted: true),
                "silent" => new SilentAir(),
                _ => new FreeAir(),
            };
            instances.Add((air, logHeight));
        }

        return new ZerocheckScenario(shape.Length, [.. instances]);
    }
}
