using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>Why a LogUp proof is rejected.</summary>
public enum LogUpResult
{
    Accepted,

    /// <summary>The proof is for a tree of another size.</summary>
    WrongShape,

    /// <summary>The nonce is no proof of work.</summary>
    WorkMissing,

    /// <summary>A denominator of the root or of a public interaction is zero.</summary>
    ZeroDenominator,

    /// <summary>The fractions of trace and statement do not sum to zero: some bus is unbalanced.</summary>
    BusUnbalanced,

    /// <summary>The values at the end of a layer's sumcheck do not agree with its claim.</summary>
    LayerMismatch,
}

/// <summary>
/// Verifies that the fractions of all interactions, and those of the statement, sum to zero, up to a
/// claim about the leaves. With half x0 = 0 and x0 = 1 of layer i + 1 on the right, layer i is
/// p(x) = p(0,x) q(1,x) + p(1,x) q(0,x) and q(x) = q(0,x) q(1,x); a claim about p and q at a point is
/// batched with a challenge lambda and reduced by a sumcheck over x.
/// <para>
/// A round's polynomial is eq(r_j, X) t(X) with t of degree 2: since eq is known, only t is sent, and
/// since the claim is (1 - r_j) t(0) + r_j t(1), two coefficients suffice. What is claimed after a round
/// is t at the challenge, the factors eq of bound variables left out (Gruen, ePrint 2024/108).
/// </para>
/// </summary>
public static class LogUpVerifier
{
    /// <summary>
    /// Runs steps 2 and 3 of the transcript; the shape, the public interactions and the main root have
    /// been observed.
    /// </summary>
    public static LogUpResult Verify(
        LogUpShape shape,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        int workBits,
        LogUpProof proof,
        Challenger challenger,
        out LogUpClaim? claim)
    {
        claim = null;
        int layerCount = shape.LogLeafCount;
        if (proof.LogLeafCount != layerCount)
        {
            return LogUpResult.WrongShape;
        }

        if (!challenger.CheckWork(workBits, proof.Nonce))
        {
            return LogUpResult.WorkMissing;
        }

        LogUpChallenges challenges = LogUpChallenges.Sample(challenger);
        Ext5 p = proof.RootNumerator;
        Ext5 q = proof.RootDenominator;
        LogUpResult balance = CheckBalance(p, q, publicInteractions, challenges);
        if (balance != LogUpResult.Accepted)
        {
            return balance;
        }

        challenger.Observe(p);
        challenger.Observe(q);
        Ext5[] point = new Ext5[layerCount];
        for (int layer = 0; layer < layerCount; layer++)
        {
            if (!VerifyLayer(proof, layer, challenger, point, ref p, ref q))
            {
                return LogUpResult.LayerMismatch;
            }
        }

        claim = new LogUpClaim(challenges, point, p, q);
        return LogUpResult.Accepted;
    }

    /// <summary>Checks root + public fractions = 0, every denominator being non-zero.</summary>
    private static LogUpResult CheckBalance(
        Ext5 rootNumerator,
        Ext5 rootDenominator,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        LogUpChallenges challenges)
    {
        Ext5 numerator = rootNumerator;
        Ext5 denominator = rootDenominator;
        for (int i = 0; i < publicInteractions.Length; i++)
        {
            PublicInteraction interaction = publicInteractions[i];
            Ext5 q = challenges.Denominator(interaction.Bus, interaction.Message);
            numerator = (numerator * q) + (denominator * interaction.Multiplicity);
            denominator *= q;
        }

        // The product of all denominators is zero as soon as one of them is.
        if (denominator == Ext5.Zero)
        {
            return LogUpResult.ZeroDenominator;
        }

        return numerator == Ext5.Zero ? LogUpResult.Accepted : LogUpResult.BusUnbalanced;
    }

    /// <summary>
    /// From claims at the first <paramref name="layer"/> coordinates of <paramref name="point"/> to
    /// claims about the next layer, with one coordinate more: the challenge that joins the halves comes
    /// first, the sumcheck's challenges follow.
    /// </summary>
    private static bool VerifyLayer(
        LogUpProof proof,
        int layer,
        Challenger challenger,
        Span<Ext5> point,
        ref Ext5 p,
        ref Ext5 q)
    {
        Ext5 lambda = challenger.SampleExtension();
        Ext5 claim = p + (lambda * q);
        for (int round = 0; round < layer; round++)
        {
            ReadOnlySpan<Ext5> coefficients = proof.Round(layer, round);
            challenger.Observe(coefficients);
            Ext5 constant = claim - (point[round] * (coefficients[0] + coefficients[1]));
            Ext5 challenge = challenger.SampleExtension();
            claim = constant + (challenge * (coefficients[0] + (challenge * coefficients[1])));
            point[round] = challenge;
        }

        ReadOnlySpan<Ext5> values = proof.LayerValues(layer);
        Ext5 p0 = values[0];
        Ext5 p1 = values[1];
        Ext5 q0 = values[2];
        Ext5 q1 = values[3];
        if ((p0 * q1) + (p1 * q0) + (lambda * (q0 * q1)) != claim)
        {
            return false;
        }

        challenger.Observe(values);
        Ext5 join = challenger.SampleExtension();
        for (int i = layer; i > 0; i--)
        {
            point[i] = point[i - 1];
        }

        point[0] = join;
        p = p0 + (join * (p1 - p0));
        q = q0 + (join * (q1 - q0));
        return true;
    }
}
