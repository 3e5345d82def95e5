using System.Globalization;
using System.Text;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The error terms of a proof. In the round-by-round model an adversary who makes 2^q hash calls succeeds
/// with probability at most 2^q times the largest of them, so the level of security is the minimum.
/// </summary>
public sealed class SecurityReport
{
    public SecurityReport(IReadOnlyList<SecurityTerm> terms)
    {
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count);
        Terms = terms;
        Weakest = terms.MinBy(term => term.Bits);
    }

    public IReadOnlyList<SecurityTerm> Terms { get; }

    /// <summary>The term that bounds the security.</summary>
    public SecurityTerm Weakest { get; }

    /// <summary>Provable bits.</summary>
    public double Bits => Weakest.Bits;

    /// <summary>A line for each term: bits, name.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (SecurityTerm term in Terms)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{term.Bits,7:F1}  {term.Name}");
        }

        return text.AppendLine(CultureInfo.InvariantCulture, $"{Bits,7:F1}  minimum").ToString();
    }
}
