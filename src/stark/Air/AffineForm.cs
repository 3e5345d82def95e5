using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>A column with its coefficient in an <see cref="AffineForm"/>.</summary>
public readonly record struct AffineTerm(bool IsFixed, int Column, BabyBear Coefficient);

/// <summary>A constant plus a linear combination of a row's columns: what interactions are made of.</summary>
public sealed class AffineForm
{
    private AffineForm(BabyBear constant, AffineTerm[] terms)
    {
        Constant = constant;
        Terms = terms;
    }

    public BabyBear Constant { get; }

    /// <summary>One term a column, main before fixed, by rising index, no coefficient zero.</summary>
    public IReadOnlyList<AffineTerm> Terms { get; }

    /// <summary>The value at a row.</summary>
    public BabyBear Evaluate(ReadOnlySpan<BabyBear> main, ReadOnlySpan<BabyBear> fixedColumns)
    {
        BabyBear sum = Constant;
        for (int i = 0; i < Terms.Count; i++)
        {
            AffineTerm term = Terms[i];
            sum += term.Coefficient * (term.IsFixed ? fixedColumns[term.Column] : main[term.Column]);
        }

        return sum;
    }

    /// <summary>Reads an expression of degree at most one; null if its degree is higher.</summary>
    internal static AffineForm? FromNode(SymbolicNode node)
    {
        if (node.Degree > 1)
        {
            return null;
        }

        SortedDictionary<(bool IsFixed, int Column), BabyBear> terms = [];
        BabyBear constant = Accumulate(node, BabyBear.One, terms);
        return new AffineForm(
            constant,
            [
                .. terms.Where(term => term.Value != BabyBear.Zero)
                    .Select(term => new AffineTerm(term.Key.IsFixed, term.Key.Column, term.Value)),
            ]);
    }

    // Adds scale * node to the terms, and returns the constant part.
    private static BabyBear Accumulate(
        SymbolicNode node, BabyBear scale, SortedDictionary<(bool IsFixed, int Column), BabyBear> terms)
    {
        switch (node.Kind)
        {
            case SymbolicKind.Constant:
                return scale * node.Constant;
            case SymbolicKind.Add:
                return Accumulate(node.Left!, scale, terms) + Accumulate(node.Right!, scale, terms);
            case SymbolicKind.Subtract:
                return Accumulate(node.Left!, scale, terms) + Accumulate(node.Right!, -scale, terms);
            case SymbolicKind.Negate:
                return Accumulate(node.Left!, -scale, terms);
            case SymbolicKind.Multiply:
                SymbolicNode left = node.Left!;
                return left.Degree == 0
                    ? Accumulate(node.Right!, scale * Accumulate(left, BabyBear.One, terms), terms)
                    : Accumulate(left, scale * Accumulate(node.Right!, BabyBear.One, terms), terms);
            default:
                (bool, int) key = (node.Kind == SymbolicKind.Fixed, node.Column);
                terms[key] = terms.GetValueOrDefault(key) + scale;
                return BabyBear.Zero;
        }
    }
}
