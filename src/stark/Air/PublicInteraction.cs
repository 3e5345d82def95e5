using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>What the statement itself puts on a bus, such as the first and the last state of a run.</summary>
public sealed class PublicInteraction
{
    private readonly BabyBear[] _message;

    public PublicInteraction(int bus, BabyBear multiplicity, ReadOnlySpan<BabyBear> message)
    {
        Bus = bus;
        Multiplicity = multiplicity;
        _message = message.ToArray();
    }

    public int Bus { get; }

    public BabyBear Multiplicity { get; }

    public ReadOnlySpan<BabyBear> Message => _message;
}
