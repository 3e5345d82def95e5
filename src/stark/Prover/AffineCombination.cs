using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The interactions of one instance as one affine form in its columns: the sum over its slices of
/// weight * (numerator + lambda * denominator).
/// </summary>
internal sealed class AffineCombination
{
    private AffineCombination(Ext5 constant, Ext5[] main, Ext5[] fixedColumns)
    {
        Constant = constant;
        Main = main;
        Fixed = fixedColumns;
    }

    public Ext5 Constant { get; private set; }

    /// <summary>One coefficient a committed column.</summary>
    public Ext5[] Main { get; }

    /// <summary>One coefficient a fixed column.</summary>
    public Ext5[] Fixed { get; }

    public static AffineCombination Create(
        AirDescription air, int instance, LogUpShape shape, LogUpClaim claim, Ext5 lambda)
    {
        AffineCombination sum = new(Ext5.Zero, new Ext5[air.Air.Width], new Ext5[air.FixedWidth]);
        for (int k = 0; k < air.Interactions.Count; k++)
        {
            AirInteraction interaction = air.Interactions[k];
            Ext5 weight = shape.SliceWeight(shape.FirstSlice(instance) + k, claim.Point);
            sum.Add(interaction.Multiplicity, weight);
            Ext5 scale = weight * lambda;
            sum.Constant += scale * claim.Challenges.BusTerm(interaction.Bus);
            foreach (AffineForm element in interaction.Message)
            {
                scale *= claim.Challenges.Beta;
                sum.Add(element, scale);
            }
        }

        return sum;
    }

    private void Add(AffineForm form, Ext5 scale)
    {
        Constant += scale * form.Constant;
        foreach (AffineTerm term in form.Terms)
        {
            (term.IsFixed ? Fixed : Main)[term.Column] += scale * term.Coefficient;
        }
    }
}
