using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// What LogUp-GKR leaves to be proven: that the multilinear extensions of the leaves' numerators and
/// denominators have these values at a random point.
/// </summary>
public sealed class LogUpClaim
{
    private readonly Ext5[] _point;

    public LogUpClaim(
        LogUpChallenges challenges, ReadOnlySpan<Ext5> point, Ext5 numerator, Ext5 denominator)
    {
        Challenges = challenges;
        _point = point.ToArray();
        Numerator = numerator;
        Denominator = denominator;
    }

    public LogUpChallenges Challenges { get; }

    /// <summary>r in E^n; the first coordinate belongs to the most significant bit of a leaf's index.</summary>
    public ReadOnlySpan<Ext5> Point => _point;

    /// <summary>p(r).</summary>
    public Ext5 Numerator { get; }

    /// <summary>q(r).</summary>
    public Ext5 Denominator { get; }
}
