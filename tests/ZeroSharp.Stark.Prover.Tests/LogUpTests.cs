using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

public sealed class LogUpTests
{
    /// <summary>Instances as height and number of interactions.</summary>
    public static TheoryData<int[]> Shapes =>
    [
        [3, 1],
        [4, 0],
        [4, 1],
        [4, 3, 3, 1],
        [5, 1],
        [5, 2],
        [6, 1],
        [6, 1, 4, 1],
        [7, 2, 7, 1, 3, 1],
        [9, 1, 9, 2, 5, 3, 4, 0, 3, 1],
        [10, 0, 4, 1],
        [11, 5],
        [12, 4, 11, 1, 6, 3],
        [12, 4, 11, 5, 10, 1, 4, 2],
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Verify_BalancedBuses_AcceptsAndClaimsTheLeaves(int[] shape)
    {
        using LogUpScenario scenario = Create(shape);

        LogUpProof proof = scenario.Prove(out LogUpClaim proven, threadCount: 2);

        Assert.Equal(LogUpResult.Accepted, scenario.Verify(proof, out LogUpClaim? claim));
        Assert.Equal(proven.Point, claim!.Point);
        Assert.Equal(scenario.EvaluateLeaves(claim), (claim.Numerator, claim.Denominator));
        Assert.Equal((proven.Numerator, proven.Denominator), (claim.Numerator, claim.Denominator));
    }

    [Fact]
    public void Prove_OneOrTwoThreads_SendsTheSame()
    {
        using LogUpScenario scenario = Create([13, 2, 12, 1]);

        LogUpProof one = scenario.Prove(out _, threadCount: 1);
        LogUpProof two = scenario.Prove(out _, threadCount: 2);

        Assert.Equal(one.Elements, two.Elements);
    }

    [Fact]
    public void Verify_WrongMultiplicity_Rejects()
    {
        using LogUpScenario scenario = Create([6, 2, 4, 1]);
        scenario.Trace(1)[5, 0] += BabyBear.One;

        LogUpProof proof = scenario.Prove(out _);

        Assert.Equal(LogUpResult.BusUnbalanced, scenario.Verify(proof, out _));
    }

    [Fact]
    public void Verify_WrongMessage_Rejects()
    {
        using LogUpScenario scenario = Create([6, 2, 4, 1]);
        scenario.Trace(0)[9, 0] = BabyBear.One;
        LogUpProof before = scenario.Prove(out _);
        scenario.Trace(0)[9, 2] += BabyBear.One;

        LogUpProof proof = scenario.Prove(out _);

        Assert.NotEqual(before.RootNumerator, proof.RootNumerator);
        Assert.Equal(LogUpResult.BusUnbalanced, scenario.Verify(proof, out _));
    }

    [Fact]
    public void Verify_MissingPublicInteraction_Rejects()
    {
        using LogUpScenario scenario = Create([6, 2]);
        LogUpProof proof = scenario.Prove(out _);
        scenario.PublicInteractions = scenario.PublicInteractions[1..];

        Assert.Equal(LogUpResult.BusUnbalanced, scenario.Verify(proof, out _));
    }

    [Fact]
    public void Verify_AnyElementChanged_RejectsOrClaimsWrongLeaves()
    {
        using LogUpScenario scenario = Create([5, 2, 4, 1]);
        LogUpProof proof = scenario.Prove(out _);
        for (int i = 0; i < proof.Elements.Length; i++)
        {
            Ext5[] elements = proof.Elements.ToArray();
            elements[i] += Ext5.FromUInt32(1);
            LogUpProof tampered =
                LogUpProof.Create(proof.Nonce, scenario.Shape.LogLeafCount, elements)!;

            LogUpResult result = scenario.Verify(tampered, out LogUpClaim? claim);

            if (result == LogUpResult.Accepted)
            {
                Assert.NotEqual(
                    scenario.EvaluateLeaves(claim!), (claim!.Numerator, claim.Denominator));
            }
        }
    }

    [Fact]
    public void Verify_ZeroRootDenominator_Rejects()
    {
        using LogUpScenario scenario = Create([5, 1]);
        LogUpProof proof = scenario.Prove(out _);
        Ext5[] elements = proof.Elements.ToArray();
        elements[0] = Ext5.Zero;
        elements[1] = Ext5.Zero;
        LogUpProof tampered = LogUpProof.Create(proof.Nonce, scenario.Shape.LogLeafCount, elements)!;

        Assert.Equal(LogUpResult.ZeroDenominator, scenario.Verify(tampered, out _));
    }

    [Fact]
    public void Verify_OtherNonce_Rejects()
    {
        using LogUpScenario scenario = Create([5, 1]);
        LogUpProof proof = scenario.Prove(out _);
        ulong nonce = 0;
        while (LogUpScenario.NewChallenger().IsWork(LogUpScenario.WorkBits, nonce))
        {
            nonce++;
        }

        LogUpProof tampered =
            LogUpProof.Create(nonce, scenario.Shape.LogLeafCount, proof.Elements)!;

        Assert.Equal(LogUpResult.WorkMissing, scenario.Verify(tampered, out _));
    }

    [Fact]
    public void Verify_ProofOfAnotherSize_Rejects()
    {
        using LogUpScenario scenario = Create([5, 1]);
        using LogUpScenario other = Create([6, 1]);

        Assert.Equal(LogUpResult.WrongShape, scenario.Verify(other.Prove(out _), out _));
    }

    [Fact]
    public void TryRead_WrittenProof_GivesTheSame()
    {
        using LogUpScenario scenario = Create([5, 3]);
        LogUpProof proof = scenario.Prove(out _);
        ProofWriter writer = new();
        proof.WriteTo(writer);
        ProofReader reader = new(writer.Written);

        Assert.Equal(LogUpProof.ByteLength(proof.LogLeafCount), writer.Length);
        Assert.True(LogUpProof.TryRead(ref reader, proof.LogLeafCount, out LogUpProof? read));
        Assert.True(reader.IsAtEnd);
        Assert.Equal(proof.Nonce, read!.Nonce);
        Assert.Equal(proof.Elements, read.Elements);
    }

    [Fact]
    public void TryRead_ShortOrUnreducedBytes_Fails()
    {
        using LogUpScenario scenario = Create([5, 3]);
        LogUpProof proof = scenario.Prove(out _);
        ProofWriter writer = new();
        proof.WriteTo(writer);
        byte[] bytes = writer.Written.ToArray();
        ProofReader tooShort = new(bytes.AsSpan(0, bytes.Length - 1));
        Assert.False(LogUpProof.TryRead(ref tooShort, proof.LogLeafCount, out _));

        bytes.AsSpan(8 + 40, 4).Fill(0xFF);
        ProofReader unreduced = new(bytes);
        Assert.False(LogUpProof.TryRead(ref unreduced, proof.LogLeafCount, out _));
    }

    [Fact]
    public void TryCreate_ShapeThatIsUnsortedOrTooLarge_Fails()
    {
        Assert.False(LogUpShape.TryCreate([4, 5], [1, 1], out _));
        Assert.False(LogUpShape.TryCreate([4], [-1], out _));
        Assert.False(LogUpShape.TryCreate([31], [1], out _));
        Assert.False(LogUpShape.TryCreate([29, 29], [1, 2], out _));
        Assert.True(LogUpShape.TryCreate([29, 29], [1, 1], out _));
    }

    [Fact]
    public void SliceWeights_AllSlicesAndPadding_SumToOne()
    {
        using LogUpScenario scenario = Create([5, 2, 4, 1, 3, 3]);
        Random random = new(3);
        Ext5[] point = new Ext5[scenario.Shape.LogLeafCount];
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = Naive.RandomElement(random);
        }

        Ext5[] weights = Naive.Equality(point);
        for (int slice = 0; slice < scenario.Shape.SliceCount; slice++)
        {
            int first = (int)scenario.Shape.SliceOffset(slice);
            int length = 1 << scenario.Shape.SliceLogHeight(slice);
            Assert.Equal(Sum(weights.AsSpan(first, length)), scenario.Shape.SliceWeight(slice, point));
        }

        Assert.Equal(
            Sum(weights.AsSpan((int)scenario.Shape.LeafCount)),
            scenario.Shape.PaddingWeight(point));
    }

    private static Ext5 Sum(ReadOnlySpan<Ext5> elements)
    {
        Ext5 sum = Ext5.Zero;
        foreach (Ext5 element in elements)
        {
            sum += element;
        }

        return sum;
    }

    private static LogUpScenario Create(int[] shape)
    {
        (int, int)[] instances = new (int, int)[shape.Length / 2];
        for (int i = 0; i < instances.Length; i++)
        {
            instances[i] = (shape[2 * i], shape[(2 * i) + 1]);
        }

        return new LogUpScenario(shape.Length, instances);
    }
}
