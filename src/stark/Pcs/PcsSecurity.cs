using System.Globalization;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Pcs;

/// <summary>A bound on the error of one step of the protocol.</summary>
/// <param name="Name">What may go wrong.</param>
/// <param name="Bits">-log2 of the probability, proof of work included.</param>
/// <param name="Formula">How the bits are computed.</param>
public readonly record struct PcsSecurityTerm(string Name, double Bits, string Formula);

/// <summary>
/// The provable round-by-round soundness of an opening, for codes within their unique-decoding radius
/// delta = (1 - rho) / 2. n is the length of a codeword, |E| the size of the extension field.
/// <para>
/// Folding: a random combination of words that are not all close to the code at the same places is close
/// with probability at most n / |E| a variable (Ben-Sasson, Carmon, Ishai, Kopparty, Saraf, ePrint
/// 2020/654, theorem 4.1; for rows of several elements Diamond, Gruen, ePrint 2024/1351). Queries: a word
/// that differs from every codeword in more than delta n places, or a wrong folded polynomial, agrees at
/// a random place with probability at most 1 - delta.
/// </para>
/// </summary>
public static class PcsSecurity
{
    private static readonly double LogFieldSize = Ext5.Degree * Math.Log2(BabyBear.Modulus);

    /// <summary>The terms of all rounds; the scheme is as secure as the smallest.</summary>
    public static IReadOnlyList<PcsSecurityTerm> Terms(PcsParameters parameters)
    {
        var terms = new List<PcsSecurityTerm>();
        for (int i = 0; i < parameters.RoundCount; i++)
        {
            PcsRound round = parameters.Round(i);
            int logSize = round.Domain.LogSize;
            if (round.IsFirst && round.FoldingVariables > 0)
            {
                double error = round.FoldingVariables * (Math.Pow(2, logSize) + 1);
                terms.Add(Term(
                    "round 0 batching of columns",
                    LogFieldSize - Math.Log2(error) + round.FoldWorkBits,
                    $"{round.FoldingVariables} (2^{logSize} + 1) / |E|, work {round.FoldWorkBits}"));
            }
            else if (!round.IsFirst)
            {
                terms.Add(Term(
                    $"round {i} sumcheck and fold",
                    LogFieldSize - Math.Log2(Math.Pow(2, logSize) + 2) + round.FoldWorkBits,
                    $"(2^{logSize} + 2) / |E|, work {round.FoldWorkBits}"));
            }

            double rate = Math.Pow(2, -round.Domain.LogBlowup);
            terms.Add(Term(
                $"round {i} queries",
                (-round.QueryCount * Math.Log2((1 + rate) / 2)) + round.QueryWorkBits,
                $"((1 + 2^-{round.Domain.LogBlowup}) / 2)^{round.QueryCount}, work {round.QueryWorkBits}"));
            if (i < parameters.RoundCount - 1)
            {
                terms.Add(Term(
                    $"round {i} combination of claims",
                    LogFieldSize - Math.Log2(round.QueryCount),
                    $"{round.QueryCount} / |E|"));
            }
        }

        return terms;
    }

    /// <summary>The smallest of the terms, in bits.</summary>
    public static double Bits(PcsParameters parameters) =>
        Terms(parameters).Min(term => term.Bits);

    private static PcsSecurityTerm Term(string name, double bits, FormattableString formula) =>
        new(name, bits, formula.ToString(CultureInfo.InvariantCulture));
}
