using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 1 of the checklist (docs/internals/soundness.md): nothing that the prover says is left out of the
/// transcript.
/// </summary>
public sealed class Row01TranscriptTests
{
    private static readonly BabyBear Two = BabyBear.FromUInt32(2);

    private static readonly PublicInteraction[] Statement =
        [new(3, BabyBear.One, [Two, BabyBear.One]), new(4, -BabyBear.One, [Two])];

    private static readonly InstanceShape[] Instances = [new(5, 9), new(2, 8)];

    public static TheoryData<string> Parts =>
    [
        "main root", "LogUp nonce", "root numerator", "root denominator", "layer round", "layer values",
        "skip polynomial", "zerocheck round", "main evaluation", "fixed evaluation", "stacking round",
        "stack column", "WHIR sumcheck", "next root", "query nonce", "row", "fixed row", "sibling", "final",
    ];

    [Fact]
    public void Begin_AnyPartOfTheStatementChanged_ChangesTheFirstChallenge()
    {
        VerifyingKey key = ProvenCalculation.Machine;
        byte[] otherFixedRoot = [.. key.FixedRoot];
        otherFixedRoot[31] ^= 0x80;
        VerifyingKey otherKey = new(key.Parameters, key.Airs, otherFixedRoot);
        byte[] root = new byte[32];
        byte[] otherRoot = [.. root[..31], 1];
        Ext5[] challenges =
        [
            First(key, Statement, Instances, root),
            First(otherKey, Statement, Instances, root),
            First(key, Statement[..1], Instances, root),
            First(key, [Statement[1], Statement[0]], Instances, root),
            First(key, [new(2, BabyBear.One, [Two, BabyBear.One]), Statement[1]], Instances, root),
            First(key, [new(3, Two, [Two, BabyBear.One]), Statement[1]], Instances, root),
            First(key, [new(3, BabyBear.One, [Two, Two]), Statement[1]], Instances, root),
            First(key, [new(3, BabyBear.One, [Two]), Statement[1]], Instances, root),
            First(key, Statement, Instances[..1], root),
            First(key, Statement, [new(4, 9), Instances[1]], root),
            First(key, Statement, [Instances[0], new(2, 7)], root),
            First(key, Statement, Instances, otherRoot),
        ];
        Assert.Equal(challenges.Length, challenges.Distinct().Count());
    }

    [Fact]
    public void Verify_AnyByteOfTheClaimChanged_Rejects()
    {
        const int claimLength = 12 + (2 * 4 * MemoryDigest.Length) + 5;
        Random random = new(1);
        Assert.True(ProvenCalculation.IsAccepted(ProvenCalculation.Segment));
        for (int at = 0; at < claimLength; at++)
        {
            byte[] changed = [.. ProvenCalculation.Segment];
            changed[at] ^= (byte)(1 << random.Next(8));
            Assert.False(ProvenCalculation.IsAccepted(changed), $"byte {at} of the claim");
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Verify_OneElementOfAPartChanged_Rejects(string part)
    {
        SegmentProof honest = ProvenCalculation.Read();
        Assert.Equal(StarkResult.Accepted, Verify(honest.Claim, honest.Proof));
        Assert.NotEqual(StarkResult.Accepted, Verify(honest.Claim, Change(honest.Proof, part)));
    }

    private static Ext5 First(
        VerifyingKey key, PublicInteraction[] statement, InstanceShape[] instances, byte[] root) =>
        StarkTranscript.Begin(key, statement, instances, root).SampleExtension();

    private static StarkResult Verify(SegmentClaim claim, StarkProof proof) =>
        StarkVerifier.Verify(ProvenCalculation.Machine, claim.PublicInteractions(), proof);

    private static StarkProof Change(StarkProof proof, string part)
    {
        LogUpProof logUp = proof.LogUp;
        StackingProof stacking = proof.Stacking;
        WhirRoundProof[] rounds = proof.Opening.Rounds;
        switch (part)
        {
            case "main root":
                proof.MainRoot[7] ^= 1;
                break;
            case "LogUp nonce":
                logUp = LogUpProof.Create(logUp.Nonce + 1, logUp.LogLeafCount, logUp.Elements)!;
                break;
            case "root numerator":
                logUp = WithElement(logUp, 0);
                break;
            case "root denominator":
                logUp = WithElement(logUp, 1);
                break;
            case "layer round":
                logUp = WithElement(logUp, LogUpProof.ElementCount(logUp.LogLeafCount - 1));
                break;
            case "layer values":
                logUp = WithElement(logUp, logUp.Elements.Length - 1);
                break;
            case "skip polynomial":
                proof.Zerocheck.Skip[1] += Ext5.One;
                break;
            case "zerocheck round":
                proof.Zerocheck.Rounds[^1] += Ext5.One;
                break;
            case "main evaluation":
                proof.MainEvaluations[3] += Ext5.One;
                break;
            case "fixed evaluation":
                proof.FixedEvaluations[0] += Ext5.One;
                break;
            case "stacking round":
                stacking = new StackingProof(Plus(stacking.Rounds, 0), stacking.Columns);
                break;
            case "stack column":
                stacking = new StackingProof(stacking.Rounds, Plus(stacking.Columns, 0));
                break;
            case "WHIR sumcheck":
                rounds[1].Sumcheck[0] += Ext5.One;
                break;
            case "next root":
                rounds[0].NextRoot[0] ^= 1;
                break;
            case "query nonce":
                rounds[0] = new WhirRoundProof(
                    rounds[0].Sumcheck,
                    rounds[0].FoldNonces,
                    rounds[0].NextRoot,
                    rounds[0].QueryNonce + 1,
                    rounds[0].Openings);
                break;
            case "row":
                rounds[0].Openings[0].Rows[0] += BabyBear.One;
                break;
            case "fixed row":
                rounds[0].Openings[1].Rows[0] += BabyBear.One;
                break;
            case "sibling":
                rounds[0].Openings[0].Siblings[0] ^= 1;
                break;
            case "final":
                proof.Opening.FinalPolynomial[0] += Ext5.One;
                break;
            default:
                throw new ArgumentException(part, nameof(part));
        }

        return new StarkProof
        {
            Instances = proof.Instances,
            MainRoot = proof.MainRoot,
            LogUp = logUp,
            Zerocheck = proof.Zerocheck,
            MainEvaluations = proof.MainEvaluations,
            FixedEvaluations = proof.FixedEvaluations,
            Stacking = stacking,
            Opening = proof.Opening,
        };
    }

    private static LogUpProof WithElement(LogUpProof proof, int index) =>
        LogUpProof.Create(proof.Nonce, proof.LogLeafCount, Plus(proof.Elements, index))!;

    private static Ext5[] Plus(ReadOnlySpan<Ext5> elements, int index)
    {
        Ext5[] changed = elements.ToArray();
        changed[index] += Ext5.One;
        return changed;
    }
}
