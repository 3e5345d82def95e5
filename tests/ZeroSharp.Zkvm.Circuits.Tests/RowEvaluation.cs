using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>What one row of a chip states: the constraints that fail, and the messages of its buses.</summary>
internal sealed class RowEvaluation
{
    private RowEvaluation(List<string> failures, Dictionary<string, BusEntry> messages)
    {
        Failures = failures;
        Messages = messages;
    }

    public IReadOnlyList<string> Failures { get; }

    /// <summary>The messages whose multiplicities do not cancel within the row, by their text.</summary>
    public IReadOnlyDictionary<string, BusEntry> Messages { get; }

    public static RowEvaluation Of(IAir air, BabyBear[] main, BabyBear[] fixedColumns)
    {
        Builder builder = new(main, fixedColumns);
        air.Eval<Builder, BabyBear>(ref builder);
        return new RowEvaluation(
            builder.Failures,
            builder.Messages.Where(entry => entry.Value.Multiplicity != BabyBear.Zero).ToDictionary());
    }

    private readonly struct Builder(BabyBear[] main, BabyBear[] fixedColumns) : IAirBuilder<BabyBear>
    {
        public List<string> Failures { get; } = [];

        public Dictionary<string, BusEntry> Messages { get; } = [];

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
