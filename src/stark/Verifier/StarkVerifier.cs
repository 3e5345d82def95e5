using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>Why a proof is rejected.</summary>
public enum StarkResult
{
    Accepted,

    /// <summary>The instances are not those of a proof of this machine, or a part has a wrong length.</summary>
    WrongShape,

    /// <summary>A bus is unbalanced, or the proof of that is wrong.</summary>
    LogUpRejected,

    /// <summary>A constraint does not vanish, or the proof of that is wrong.</summary>
    ZerocheckRejected,

    /// <summary>The columns' evaluations do not agree with the claims about constraints and buses.</summary>
    EvaluationsRejected,

    /// <summary>The evaluations do not come from the committed stack.</summary>
    StackingRejected,

    /// <summary>The opening of the committed stack is wrong.</summary>
    OpeningRejected,
}

/// <summary>
/// Verifies that traces exist that satisfy all AIRs of a machine, and whose buses balance together with
/// the public interactions.
/// </summary>
public static class StarkVerifier
{
    public static StarkResult Verify(
        VerifyingKey key, ReadOnlySpan<PublicInteraction> publicInteractions, StarkProof proof)
    {
        if (!StarkShape.TryCreate(key, proof.Instances, publicInteractions, out StarkShape? found)
            || found is not StarkShape shape
            || proof.MainEvaluations.Length != shape.MainEvaluationCount
            || proof.FixedEvaluations.Length != shape.FixedEvaluationCount)
        {
            return StarkResult.WrongShape;
        }

        Challenger challenger =
            StarkTranscript.Begin(key, publicInteractions, proof.Instances, proof.MainRoot);
        LogUpResult logUpResult = LogUpVerifier.Verify(
            shape.LogUp,
            publicInteractions,
            shape.LogUpWorkBits,
            proof.LogUp,
            challenger,
            out LogUpClaim? logUp);
        if (logUpResult != LogUpResult.Accepted)
        {
            return StarkResult.LogUpRejected;
        }

        if (!ZerocheckVerifier.Verify(
            shape.LogHeights, shape.LogUp, logUp!, proof.Zerocheck, challenger, out ZerocheckClaim? claim))
        {
            return StarkResult.ZerocheckRejected;
        }

        IAir[] airs = new IAir[shape.Airs.Length];
        for (int i = 0; i < airs.Length; i++)
        {
            airs[i] = shape.Airs[i].Air;
        }

        challenger.Observe(proof.MainEvaluations);
        challenger.Observe(proof.FixedEvaluations);
        if (!ZerocheckVerifier.CheckEvaluations(
            airs,
            shape.LogHeights,
            shape.LogUp,
            logUp!,
            claim!,
            proof.MainEvaluations,
            proof.FixedEvaluations))
        {
            return StarkResult.EvaluationsRejected;
        }

        if (!StackingVerifier.Verify(
            shape.Stacking,
            claim!.SkipWeights,
            claim.Point,
            proof.MainEvaluations,
            proof.FixedEvaluations,
            proof.Stacking,
            challenger,
            out Ext5[] point))
        {
            return StarkResult.StackingRejected;
        }

        int[] widths = shape.MatrixWidths;
        CommittedMatrix[] matrices = new CommittedMatrix[widths.Length];
        matrices[0] = new CommittedMatrix(proof.MainRoot, widths[0]);
        if (widths.Length > 1)
        {
            matrices[1] = new CommittedMatrix(key.FixedRoot, widths[1]);
        }

        WhirResult opening = WhirVerifier.Verify(
            shape.Pcs, matrices, point, proof.Stacking.Columns, proof.Opening, challenger);
        return opening == WhirResult.Accepted ? StarkResult.Accepted : StarkResult.OpeningRejected;
    }
}
