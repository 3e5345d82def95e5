using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>What one row of a chip states: the constraints that fail, and the messages of its buses.</summary>
internal sealed class RowEvaluation
{
    private RowEvaluation(
        List<string> failures, Dictionary<string, BusEntry> messages, bool isSingleVoiced)
    {
        Failures = failures;
        Messages = messages;
        IsSingleVoiced = isSingleVoiced;
    }

    public IReadOnlyList<string> Failures { get; }

    /// <summary>The messages whose multiplicities do not cancel within the row, by their text.</summary>
    public IReadOnlyDictionary<string, BusEntry> Messages { get; }

    /// <summary>Whether each interaction with other rows sends, receives, or does nothing, once.</summary>
    public bool IsSingleVoiced { get; }

    public static RowEvaluation Of(IAir air, BabyBear[] main, BabyBear[] fixedColumns)
    {
        Builder builder = new(main, fixedColumns);
        air.Eval<Builder, BabyBear>(ref builder);
        return new RowEvaluation(
            builder.Failures,
            builder.Messages.Where(entry => entry.Value.Multiplicity != BabyBear.Zero).ToDictionary(),
            builder.Multiplicities.All(m => m * (m - BabyBear.One) * (m + BabyBear.One) == BabyBear.Zero));
    }

    private readonly struct Builder(BabyBear[] main, BabyBear[] fixedColumns) : IAirBuilder<BabyBear>
    {
        public List<string> Failures { get; } = [];

        public Dictionary<string, BusEntry> Messages { get; } = [];

        /// <summary>Of the buses that are not tables.</summary>
        public List<BabyBear> Multiplicities { get; } = [];

        public BabyBear Main(int column) => main[column];

        public BabyBear FixedColumn(int column) => fixedColumns[column];

        public void AssertZero(BabyBear value, string label)
        {
            if (value != BabyBear.Zero)
            {
                Failures.Add(label);
            }
        }

        public void Interact(int bus, BabyBear multiplicity, ReadOnlySpan<BabyBear> message)
        {
            uint[] elements = new uint[message.Length];
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = message[i].Value;
            }

            if (!TableTruth.IsTable(bus))
            {
                Multiplicities.Add(multiplicity);
            }

            string key = BusEntry.Key(bus, elements);
            BabyBear before = Messages.TryGetValue(key, out BusEntry? entry) ? entry.Multiplicity : default;
            Messages[key] = new BusEntry(bus, elements, before + multiplicity);
        }
    }
}

/// <summary>A message of a bus, as canonical integers, with the sum of its multiplicities.</summary>
internal sealed record BusEntry(int Bus, uint[] Elements, BabyBear Multiplicity)
{
    public string Text => Key(Bus, Elements);

    public static string Key(int bus, uint[] elements) => $"{bus}: {string.Join(' ', elements)}";
}
