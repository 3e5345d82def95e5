using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>A proof in the parts of its transcript (docs/internals/proof-system.md).</summary>
public sealed class StarkProof
{
    public required InstanceShape[] Instances { get; init; }

    /// <summary>The root of the committed columns, 32 bytes.</summary>
    public required byte[] MainRoot { get; init; }

    public required LogUpProof LogUp { get; init; }

    public required ZerocheckProof Zerocheck { get; init; }

    /// <summary>Of all committed columns, instance by instance.</summary>
    public required Ext5[] MainEvaluations { get; init; }

    /// <summary>Of all columns that the verifying key commits to.</summary>
    public required Ext5[] FixedEvaluations { get; init; }

    public required StackingProof Stacking { get; init; }

    public required WhirProof Opening { get; init; }

    public void WriteTo(ProofWriter writer)
    {
        writer.Write((uint)Instances.Length);
        foreach (InstanceShape instance in Instances)
        {
            writer.Write((byte)instance.AirIndex);
            writer.Write((byte)instance.LogHeight);
        }

        writer.Write(MainRoot);
        LogUp.WriteTo(writer);
        Zerocheck.WriteTo(writer);
        writer.Write(MainEvaluations);
        writer.Write(FixedEvaluations);
        Stacking.WriteTo(writer);
        Opening.Write(writer);
    }

    /// <summary>
    /// Reads a proof for a statement; its shape, checked first, gives every other length. False if the bytes
    /// are not of that form.
    /// </summary>
    public static bool TryRead(
        ref ProofReader reader,
        VerifyingKey key,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        out StarkProof? proof)
    {
        proof = null;
        if (!reader.TryRead(out uint count) || count > StarkParameters.MaxInstanceCount)
        {
            return false;
        }

        InstanceShape[] instances = new InstanceShape[count];
        for (int i = 0; i < instances.Length; i++)
        {
            if (!reader.TryRead(out byte air) || !reader.TryRead(out byte logHeight))
            {
                return false;
            }

            instances[i] = new InstanceShape(air, logHeight);
        }

        // No more room is made than there are bytes to fill it.
        if (!StarkShape.TryCreate(key, instances, publicInteractions, out StarkShape? shape)
            || (long)shape!.MainEvaluationCount + shape.FixedEvaluationCount
                > reader.Remaining / (4 * Ext5.Degree))
        {
            return false;
        }

        byte[] mainRoot = new byte[Blake3.DigestLength];
        Ext5[] mainEvaluations = new Ext5[shape.MainEvaluationCount];
        Ext5[] fixedEvaluations = new Ext5[shape.FixedEvaluationCount];
        if (!reader.TryRead(mainRoot)
            || !LogUpProof.TryRead(ref reader, shape.LogUp.LogLeafCount, out LogUpProof? logUp)
            || !ZerocheckProof.TryRead(
                ref reader, shape.LogHeights[0] - SkipDomain.LogSize, out ZerocheckProof? zerocheck)
            || !reader.TryRead(mainEvaluations)
            || !reader.TryRead(fixedEvaluations)
            || !StackingProof.TryRead(ref reader, shape.Stacking, out StackingProof? stacking)
            || !WhirProof.TryRead(ref reader, shape.Pcs, shape.MatrixWidths, out WhirProof? opening))
        {
            return false;
        }

        proof = new StarkProof
        {
            Instances = instances,
            MainRoot = mainRoot,
            LogUp = logUp!,
            Zerocheck = zerocheck!,
            MainEvaluations = mainEvaluations,
            FixedEvaluations = fixedEvaluations,
            Stacking = stacking!,
            Opening = opening!,
        };
        return true;
    }
}
