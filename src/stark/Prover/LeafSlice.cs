using System.Runtime.InteropServices;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// One interaction of one instance with the challenges folded in: on each row, numerator and
/// denominator are affine in the row's columns. The columns must outlive this.
/// </summary>
public sealed unsafe class LeafSlice
{
    private readonly List<nint> _numeratorColumns = [];
    private readonly List<BabyBear> _numeratorCoefficients = [];
    private readonly List<nint> _denominatorColumns = [];
    private readonly List<Ext5> _denominatorCoefficients = [];
    private readonly BabyBear _numeratorConstant;
    private Ext5 _denominatorConstant;
    private LeafKernel? _denominators;

    /// <summary>A slice of constant fractions, to which terms can be added.</summary>
    public LeafSlice(BabyBear numerator, Ext5 denominator)
    {
        _numeratorConstant = numerator;
        _denominatorConstant = denominator;
    }

    /// <summary>Folds an interaction; fixed columns may be null if the AIR has none.</summary>
    public static LeafSlice Create(
        AirInteraction interaction,
        LogUpChallenges challenges,
        TraceMatrix main,
        TraceMatrix? fixedColumns)
    {
        AffineForm multiplicity = interaction.Multiplicity;
        LeafSlice slice = new(multiplicity.Constant, challenges.BusTerm(interaction.Bus));
        foreach (AffineTerm term in multiplicity.Terms)
        {
            slice.AddToNumerator(ColumnOf(term, main, fixedColumns), term.Coefficient);
        }

        Ext5 power = challenges.Beta;
        foreach (AffineForm element in interaction.Message)
        {
            slice.AddToDenominator(power * element.Constant);
            foreach (AffineTerm term in element.Terms)
            {
                slice.AddToDenominator(
                    ColumnOf(term, main, fixedColumns), power * term.Coefficient);
            }

            power *= challenges.Beta;
        }

        return slice;
    }

    /// <summary>Adds a constant to the denominator.</summary>
    public void AddToDenominator(Ext5 constant) => _denominatorConstant += constant;

    /// <summary>Adds coefficient * column to the numerator.</summary>
    public void AddToNumerator(BabyBear* column, BabyBear coefficient)
    {
        _numeratorColumns.Add((nint)column);
        _numeratorCoefficients.Add(coefficient);
    }

    /// <summary>Adds coefficient * column to the denominator.</summary>
    public void AddToDenominator(BabyBear* column, Ext5 coefficient)
    {
        int known = _denominatorColumns.IndexOf((nint)column);
        if (known >= 0)
        {
            _denominatorCoefficients[known] += coefficient;
            return;
        }

        _denominatorColumns.Add((nint)column);
        _denominatorCoefficients.Add(coefficient);
    }

    /// <summary>
    /// Writes the leaves of rows [row, row + count), both multiples of eight, as blocks of
    /// <see cref="PackedFractions.LeafBlockWords"/>.
    /// </summary>
    internal void Fill(long row, int count, BabyBear* target)
    {
        FillNumerators(row, count, target);
        _denominators!.Fill(
            row, count, target + PackedFractions.Lanes, PackedFractions.LeafBlockWords);
    }

    /// <summary>To be called when all terms are there, before the first <see cref="Fill"/>.</summary>
    internal void Freeze() => _denominators = new LeafKernel(
        _denominatorConstant,
        CollectionsMarshal.AsSpan(_denominatorColumns),
        CollectionsMarshal.AsSpan(_denominatorCoefficients));

    private static BabyBear* ColumnOf(AffineTerm term, TraceMatrix main, TraceMatrix? fixedColumns) =>
        (term.IsFixed ? fixedColumns! : main).ColumnPointer(term.Column);

    private void FillNumerators(long row, int count, BabyBear* target)
    {
        PackedBabyBear constant = PackedBabyBear.Broadcast(_numeratorConstant);
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedBabyBear sum = constant;
            for (int term = 0; term < _numeratorColumns.Count; term++)
            {
                BabyBear* column = (BabyBear*)_numeratorColumns[term] + row + i;
                sum += PackedBabyBear.Broadcast(_numeratorCoefficients[term])
                    * PackedBabyBear.Load(column);
            }

            sum.Store(target);
            target += PackedFractions.LeafBlockWords;
        }
    }
}
