using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// The domain of a Reed-Solomon code and the order of its points in a codeword. A message f of n = 2^m
/// elements is read as the polynomial sum_b f[b] X^rev(b), rev reversing the m bits of b: so the first
/// variable of f, which is the most significant bit of b, is the lowest bit of the exponent. It is
/// evaluated on the group of order N = 2^(m + logBlowup), w being its generator.
/// <para>
/// Position (s, l, h), with l of a = ceil(m/2) bits and h of m - a bits, holds the value at w^e,
/// e = s + 2^logBlowup (l + 2^a h). This is the order in which the two passes of the encoder leave their
/// rows: every block of equal (s, l) is written in one piece.
/// </para>
/// </summary>
public sealed class CodewordDomain
{
    private readonly BabyBear _generator;

    public CodewordDomain(int logMessage, int logBlowup)
    {
        LogMessage = logMessage;
        LogBlowup = logBlowup;
        LogLow = (logMessage + 1) / 2;
        _generator = BabyBear.RootOfUnity(logMessage + logBlowup);
    }

    /// <summary>m, log2 of the length of a message.</summary>
    public int LogMessage { get; }

    /// <summary>log2 of the inverse of the rate.</summary>
    public int LogBlowup { get; }

    /// <summary>log2 of the length of a codeword.</summary>
    public int LogSize => LogMessage + LogBlowup;

    /// <summary>The bits a of l.</summary>
    public int LogLow { get; }

    /// <summary>The bits m - a of h.</summary>
    public int LogHigh => LogMessage - LogLow;

    /// <summary>The exponent of w at a position of the codeword.</summary>
    public uint Exponent(uint position)
    {
        uint coset = position >> LogMessage;
        uint low = (position >> LogHigh) & ((1u << LogLow) - 1);
        uint high = position & ((1u << LogHigh) - 1);
        return coset + ((low + (high << LogLow)) << LogBlowup);
    }

    /// <summary>The point at a position of the codeword.</summary>
    public BabyBear Point(uint position) => _generator.Pow(Exponent(position));
}
