using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The messages of the zerocheck: the coefficients of the skip round's polynomial, and for each further
/// round the polynomial's values at 0, 2, 3 and 4.
/// </summary>
public sealed class ZerocheckProof
{
    /// <summary>
    /// Coefficients of the skip polynomial: eq has degree n - 1 and a constraint of degree 3 has 3 (n - 1).
    /// </summary>
    public const int SkipLength = (4 * (SkipDomain.Size - 1)) + 1;

    /// <summary>Values of a round's polynomial of degree 4, the one at 1 following from the claim.</summary>
    public const int RoundLength = 4;

    public ZerocheckProof(Ext5[] skip, Ext5[] rounds)
    {
        Skip = skip;
        Rounds = rounds;
    }

    /// <summary>The constant coefficient first.</summary>
    public Ext5[] Skip { get; }

    /// <summary><see cref="RoundLength"/> values a round.</summary>
    public Ext5[] Rounds { get; }

    /// <summary>Reads the messages of a zerocheck with a number of rounds after the skip.</summary>
    public static bool TryRead(ref ProofReader reader, int roundCount, out ZerocheckProof? proof)
    {
        Ext5[] skip = new Ext5[SkipLength];
        Ext5[] rounds = new Ext5[RoundLength * roundCount];
        proof = null;
        if (!reader.TryRead(skip) || !reader.TryRead(rounds))
        {
            return false;
        }

        proof = new ZerocheckProof(skip, rounds);
        return true;
    }

    public void WriteTo(ProofWriter writer)
    {
        writer.Write(Skip);
        writer.Write(Rounds);
    }
}
