using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Verifier;

/// <summary>What the zerocheck leaves to be checked with the columns' evaluations.</summary>
public sealed class ZerocheckClaim
{
    private readonly Ext5[] _skipWeights;
    private readonly Ext5[] _point;

    public ZerocheckClaim(
        Ext5 lambda, Ext5 theta, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> point, Ext5 value)
    {
        Lambda = lambda;
        Theta = theta;
        _skipWeights = skipWeights.ToArray();
        _point = point.ToArray();
        Value = value;
    }

    /// <summary>Joins numerators and denominators.</summary>
    public Ext5 Lambda { get; }

    /// <summary>Joins the constraints.</summary>
    public Ext5 Theta { get; }

    /// <summary>L_t(zeta) for the blocks t of rows.</summary>
    public ReadOnlySpan<Ext5> SkipWeights => _skipWeights;

    /// <summary>z: an instance of height h uses the last h - k coordinates.</summary>
    public ReadOnlySpan<Ext5> Point => _point;

    /// <summary>The value that the evaluations must give.</summary>
    public Ext5 Value { get; }
}
