using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs.Tests;

/// <summary>
/// A proof that differs in anything from the honest one, or is used for another statement, is rejected.
/// Proof of work is off, so that no mutation is caught by it alone.
/// </summary>
public sealed class WhirSoundnessTests
{
    private static readonly PcsOptions Options = OpeningCase.Options with { MaxWorkBits = 0 };

    private static readonly OpeningCase Opening =
        OpeningCase.Create(9, [3, 2], Options with { MaxFinalVariables = 3, FoldingVariables = 3 });

    [Fact]
    public void Verify_Unchanged_Accepts() => Assert.True(Opening.Accepts(Opening.ProofBytes));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Verify_WrongClaimedValue_Rejects(int column)
    {
        OpeningCase wrong = OpeningCase.Create(9, [3, 2], Options, wrongColumn: column);
        Assert.Equal(WhirResult.FinalClaimMismatch, wrong.Verify(wrong.Proof));
    }

    [Fact]
    public void Verify_WrongClaimedValueWithoutLaterRounds_Rejects()
    {
        OpeningCase wrong = OpeningCase.Create(5, [3, 2], Options, wrongColumn: 1);
        Assert.Equal(WhirResult.FinalClaimMismatch, wrong.Verify(wrong.Proof));
    }

    [Fact]
    public void Verify_OtherValues_Rejects()
    {
        for (int column = 0; column < Opening.Values.Length; column++)
        {
            Ext5[] values = [.. Opening.Values];
            values[column] += Ext5.One;
            Assert.NotEqual(
                WhirResult.Accepted, Opening.Verify(Opening.Proof, Opening.Matrices, values));
        }
    }

    [Fact]
    public void Verify_OtherRoot_Rejects()
    {
        for (int matrix = 0; matrix < 2; matrix++)
        {
            CommittedMatrix[] matrices = [.. Opening.Matrices];
            byte[] root = [.. matrices[matrix].Root];
            root[31] ^= 1;
            matrices[matrix] = matrices[matrix] with { Root = root };
            Assert.NotEqual(
                WhirResult.Accepted, Opening.Verify(Opening.Proof, matrices, Opening.Values));
        }
    }

    [Fact]
    public void Verify_RootNotInTranscript_IsStillCheckedAgainstRows()
    {
        // The same transcript, so the same challenges: only the rows can tell.
        byte[] root = [.. Opening.Matrices[1].Root];
        root[0] ^= 1;
        CommittedMatrix[] matrices = [Opening.Matrices[0], Opening.Matrices[1] with { Root = root }];
        var challenger = new Challenger("opening test"u8);
        challenger.Observe(Opening.Matrices[0].Root);
        challenger.Observe(Opening.Matrices[1].Root);
        for (int i = 0; i < Opening.Point.Length; i++)
        {
            challenger.SampleExtension();
        }

        Assert.Equal(
            WhirResult.RowsNotCommitted,
            WhirVerifier.Verify(
                Opening.Parameters, matrices, Opening.Point, Opening.Values, Opening.Proof, challenger));
    }

    [Fact]
    public void Verify_OtherTranscript_Rejects()
    {
        Challenger challenger = new("another protocol"u8);
        Assert.NotEqual(
            WhirResult.Accepted,
            WhirVerifier.Verify(
                Opening.Parameters,
                Opening.Matrices,
                Opening.Point,
                Opening.Values,
                Opening.Proof,
                challenger));
    }

    [Fact]
    public void Verify_SwappedMatrices_Rejects()
    {
        OpeningCase twins = OpeningCase.Create(6, [2, 2], Options);
        CommittedMatrix[] swapped = [twins.Matrices[1], twins.Matrices[0]];
        Assert.NotEqual(WhirResult.Accepted, twins.Verify(twins.Proof, swapped, twins.Values));
    }

    [Fact]
    public void TryRead_AnyWordChanged_Rejects()
    {
        byte[] bytes = Opening.ProofBytes;
        for (int at = 0; at < bytes.Length; at += 29)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.False(Opening.Accepts(changed), $"byte {at}");
        }
    }

    [Fact]
    public void TryRead_AnyPrefixOrExtension_Rejects()
    {
        byte[] bytes = Opening.ProofBytes;
        for (int length = 0; length < bytes.Length; length += 1 + (length / 9))
        {
            var reader = new ProofReader(bytes.AsSpan(0, length));
            Assert.False(
                WhirProof.TryRead(ref reader, Opening.Parameters, Opening.Widths, out _));
        }

        Assert.False(Opening.Accepts([.. bytes, 0]));
    }

    [Fact]
    public void TryRead_WordNotReduced_Rejects()
    {
        // Without later rounds the proof starts with the polynomial in full.
        OpeningCase small = OpeningCase.Create(3, [1], Options);
        byte[] bytes = small.ProofBytes;
        uint word = BitConverter.ToUInt32(bytes, 0);
        Assert.True(BitConverter.TryWriteBytes(bytes.AsSpan(0, 4), word + BabyBear.Modulus));
        var reader = new ProofReader(bytes);
        Assert.False(WhirProof.TryRead(ref reader, small.Parameters, small.Widths, out _));
    }

    public static TheoryData<string, int> Parts()
    {
        var parts = new TheoryData<string, int>();
        for (int round = 0; round < Opening.Proof.Rounds.Length; round++)
        {
            foreach (string part in (string[])["sumcheck", "root", "nonce", "row", "sibling"])
            {
                bool isAbsent = (part == "sumcheck" && round == 0)
                    || (part == "root" && round == Opening.Proof.Rounds.Length - 1);
                if (!isAbsent)
                {
                    parts.Add(part, round);
                }
            }
        }

        parts.Add("final", 0);
        return parts;
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Verify_OnePartChanged_Rejects(string part, int round)
    {
        var reader = new ProofReader(Opening.ProofBytes);
        Assert.True(
            WhirProof.TryRead(ref reader, Opening.Parameters, Opening.Widths, out WhirProof? proof));
        WhirRoundProof target = proof!.Rounds[round];
        switch (part)
        {
            case "sumcheck":
                target.Sumcheck[^1] += Ext5.One;
                break;
            case "root":
                target.NextRoot[7] ^= 4;
                break;
            case "nonce":
                proof.Rounds[round] = new WhirRoundProof(
                    target.Sumcheck,
                    target.FoldNonces,
                    target.NextRoot,
                    target.QueryNonce + 1,
                    target.Openings);
                break;
            case "row":
                target.Openings[^1].Rows[0] += BabyBear.One;
                break;
            case "sibling":
                target.Openings[0].Siblings[^1] ^= 1;
                break;
            default:
                proof.FinalPolynomial[1] += Ext5.One;
                break;
        }

        Assert.NotEqual(WhirResult.Accepted, Opening.Verify(proof));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Verify_WrongLengths_RejectsAsWrongShape(int change)
    {
        WhirRoundProof first = Opening.Proof.Rounds[0];
        WhirRoundProof second = Opening.Proof.Rounds[1];
        WhirRoundProof[] rounds = [.. Opening.Proof.Rounds];
        Ext5[] final = Opening.Proof.FinalPolynomial;
        switch (change)
        {
            case 0:
                rounds = [.. rounds, second];
                break;
            case 1:
                final = [.. final, Ext5.Zero];
                break;
            case 2:
                rounds[1] = new WhirRoundProof(
                    [.. second.Sumcheck, Ext5.Zero],
                    second.FoldNonces,
                    second.NextRoot,
                    second.QueryNonce,
                    second.Openings);
                break;
            case 3:
                rounds[0] = new WhirRoundProof(
                    first.Sumcheck, first.FoldNonces, [], first.QueryNonce, first.Openings);
                break;
            default:
                rounds[0] = new WhirRoundProof(
                    first.Sumcheck,
                    first.FoldNonces,
                    first.NextRoot,
                    first.QueryNonce,
                    [first.Openings[0]]);
                break;
        }

        Assert.Equal(WhirResult.WrongShape, Opening.Verify(new WhirProof(rounds, final)));
    }

    [Fact]
    public void Verify_WithoutWork_Rejects()
    {
        OpeningCase worked = OpeningCase.Create(4, [2], Options with { MaxWorkBits = 12 });
        WhirRoundProof round = worked.Proof.Rounds[0];
        var forged = new WhirRoundProof(
            round.Sumcheck, round.FoldNonces, round.NextRoot, round.QueryNonce + 1, round.Openings);
        var proof = new WhirProof([forged], worked.Proof.FinalPolynomial);
        Assert.Equal(WhirResult.WorkMissing, worked.Verify(proof));
    }

    /// <summary>
    /// A prover that claims a wrong value and sends a polynomial that fits the claim: only the rows can
    /// tell, since all it sends is consistent.
    /// </summary>
    [Fact]
    public void Verify_PolynomialForgedToFitAWrongClaim_Rejects()
    {
        PcsParameters parameters = PcsParameters.Create(4, 2, Options);
        var columns = new RandomColumns(2, 4, 5);
        using PcsCommitment commitment = PcsCommitment.Create(parameters, columns, 1);
        Ext5[] point = [.. Enumerable.Range(2, 4).Select(i => Ext5.FromUInt32((uint)i))];
        Ext5[] values =
            [.. Enumerable.Range(0, 2).Select(c => Multilinear.Evaluate(columns[c], point))];
        values[0] += Ext5.One;

        var challenger = new Challenger("forger"u8);
        challenger.Observe(values);
        Ext5 r = challenger.SampleExtension();
        var folded = new Ext5[16];
        for (int b = 0; b < folded.Length; b++)
        {
            folded[b] = columns[0][b] + (r * (columns[1][b] - columns[0][b]));
        }

        // The claim is off by 1 - r; the entry at 0 has weight eq(point, 0) in it.
        folded[0] += (Ext5.One - r) * EqTable.Evaluate(point, new Ext5[4]).Inverse();
        challenger.Observe(folded);
        ulong nonce = ProofOfWork.Grind(challenger, 0);
        var positions = new SortedSet<uint>();
        for (int q = 0; q < parameters.Round(0).QueryCount; q++)
        {
            positions.Add(challenger.SampleBits(5));
        }

        var round = new WhirRoundProof([], [], [], nonce, [commitment.Open([.. positions])]);
        Assert.Equal(
            WhirResult.FinalRowMismatch,
            WhirVerifier.Verify(
                parameters,
                [commitment.Public],
                point,
                values,
                new WhirProof([round], folded),
                new Challenger("forger"u8)));
    }
}
