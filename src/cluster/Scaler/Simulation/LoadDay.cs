namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>A block that is submitted.</summary>
/// <param name="At">When, in seconds from the start.</param>
/// <param name="Gas">Its gas.</param>
public sealed record SimulatedBlock(double At, double Gas);

/// <summary>
/// The blocks of a day: an idle night to 5:00, quiet hours to 8:00 and from 20:00, busy ones between, and old blocks
/// at 14:00 all at once. Gas is spread log-normally, and a block in 30 is empty.
/// </summary>
public static class LoadDay
{
    /// <summary>Most gas of a block.</summary>
    public const double MaxGas = 60e6;

    private const double Spread = 0.5;
    private const double Empty = 1.0 / 30;
    private const double QuietShare = 0.4;

    // In parts of the duration, so that a short load has all of them too.
    private const double NightEnd = 5.0 / 24;
    private const double MorningEnd = 8.0 / 24;
    private const double Backfill = 14.0 / 24;
    private const double EveningStart = 20.0 / 24;

    /// <summary>The blocks in the order of their times; the same for the same options.</summary>
    public static IReadOnlyList<SimulatedBlock> Create(SimulationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Duration, SimulationOptions.MaxDuration);
        Random random = new(options.Seed);
        List<SimulatedBlock> blocks = [];
        for (double at = NightEnd * options.Duration; at < options.Duration; at += options.BlockInterval)
        {
            double part = at / options.Duration;
            bool isBusy = part is >= MorningEnd and < EveningStart;
            blocks.Add(new SimulatedBlock(at, Gas(random, options.MeanGas * (isBusy ? 1 : QuietShare))));
        }

        for (int i = 0; i < options.BackfillBlocks; i++)
        {
            blocks.Add(new SimulatedBlock(Backfill * options.Duration, Gas(random, options.MeanGas)));
        }

        return [.. blocks.OrderBy(block => block.At)];
    }

    private static double Gas(Random random, double mean)
    {
        if (random.NextDouble() < Empty)
        {
            return 0;
        }

        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        return Math.Min(MaxGas, mean * Math.Exp((Spread * normal) - (Spread * Spread / 2)));
    }
}
