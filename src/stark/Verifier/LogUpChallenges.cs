using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// The challenges that turn a message into a denominator:
/// q = alpha + (bus + 1) + sum over i of beta^(i+1) message[i].
/// </summary>
public readonly struct LogUpChallenges
{
    public readonly Ext5 Alpha;
    public readonly Ext5 Beta;

    public LogUpChallenges(Ext5 alpha, Ext5 beta)
    {
        Alpha = alpha;
        Beta = beta;
    }

    public static LogUpChallenges Sample(Challenger challenger)
    {
        Ext5 alpha = challenger.SampleExtension();
        return new LogUpChallenges(alpha, challenger.SampleExtension());
    }

    /// <summary>The part of the denominator that does not depend on the message.</summary>
    public Ext5 BusTerm(int bus) => Alpha + BabyBear.FromUInt32((uint)bus + 1);

    public Ext5 Denominator(int bus, ReadOnlySpan<BabyBear> message)
    {
        Ext5 sum = Ext5.Zero;
        for (int i = message.Length - 1; i >= 0; i--)
        {
            sum = (sum + message[i]) * Beta;
        }

        return BusTerm(bus) + sum;
    }
}
