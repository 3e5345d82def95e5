using System.Globalization;

namespace ZeroSharp.Cluster.Devnet;

/// <summary>How often the kinds of transactions come, by weights.</summary>
public sealed record TrafficMix
{
    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 1000;

    private readonly IReadOnlyDictionary<TrafficKind, int> _weights;

    private TrafficMix(IReadOnlyDictionary<TrafficKind, int> weights)
    {
        _weights = weights;
    }

    /// <summary>All kinds, the simple ones more often.</summary>
    public static TrafficMix Default { get; } = TryParse(
        "transfer=4,token=3,storage=2,compute=1,creation=1,delegation=1")!;

    /// <summary>Reads weights such as transfer=4,token=2; kinds that are not named do not come.</summary>
    /// <returns>Null where the text is not of that form, or no kind has a weight above 0.</returns>
    public static TrafficMix? TryParse(string text)
    {
        Dictionary<TrafficKind, int> weights = [];
        foreach (string part in text.Split(','))
        {
            string[] sides = part.Split('=');
            if (sides.Length != 2
                || Enum.GetValues<TrafficKind>().Where(kind => NameOf(kind) == sides[0]).ToArray() is not [var named]
                || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int weight)
                || weight > MaxWeight
                || !weights.TryAdd(named, weight))
            {
                return null;
            }
        }

        return weights.Values.Sum() > 0 ? new TrafficMix(weights) : null;
    }

    /// <summary>A kind's name in texts.</summary>
    public static string NameOf(TrafficKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>A kind by its weight.</summary>
    public TrafficKind Pick(Random random)
    {
        int place = random.Next(_weights.Values.Sum());
        foreach ((TrafficKind kind, int weight) in _weights.OrderBy(pair => pair.Key))
        {
            place -= weight;
            if (place < 0)
            {
                return kind;
            }
        }

        throw new InvalidOperationException("the weights do not add up");
    }

    public override string ToString() =>
        string.Join(',', _weights.OrderBy(pair => pair.Key).Select(pair => $"{NameOf(pair.Key)}={pair.Value}"));
}
