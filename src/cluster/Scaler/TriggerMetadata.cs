using System.Globalization;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>The metadata of a trigger in a ScaledObject is not what it should be; the message names the key.</summary>
public sealed class TriggerMetadataException(string message) : Exception(message);

/// <summary>Reads the metadata that KEDA passes on from a trigger.</summary>
public static class TriggerMetadata
{
    /// <summary>Longest latency in seconds: a day.</summary>
    public const double MaxLatencySeconds = 86_400;

    private const string Latency = "latencySeconds";
    private const string Activation = "activationSeconds";
    private const string WorkersPerJob = "maxWorkersPerJob";
    private const double MaxActivationSeconds = 1e9;
    private const int MaxShownLength = 40;

    // KEDA passes keys with this ending on with the value of the environment variable that they name.
    private const string FromEnvironment = "FromEnv";

    private static readonly string[] Keys = [Latency, Activation, WorkersPerJob];

    /// <summary>The target of a trigger. Keys that are KEDA's own are left alone.</summary>
    /// <exception cref="TriggerMetadataException">A value is no number, or a key is misspelt.</exception>
    public static ScalingTarget Read(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (string key in metadata.Keys)
        {
            string name = WithoutEnding(key);
            if (!Keys.Contains(name, StringComparer.Ordinal)
                && Keys.FirstOrDefault(known => IsMeant(name, known)) is { } meant)
            {
                throw new TriggerMetadataException($"unknown key '{Shown(key)}' in the trigger: write {meant}");
            }
        }

        ScalingTarget standard = new();
        return new ScalingTarget
        {
            Latency = TimeSpan.FromSeconds(
                Number(metadata, Latency, 1, MaxLatencySeconds) ?? standard.Latency.TotalSeconds),
            ActivationSeconds = Number(metadata, Activation, 0, MaxActivationSeconds) ?? standard.ActivationSeconds,
            MaxWorkersPerJob = WholeNumber(metadata, WorkersPerJob) ?? standard.MaxWorkersPerJob,
        };
    }

    private static double? Number(
        IReadOnlyDictionary<string, string> metadata, string key, double min, double max)
    {
        if (Find(metadata, key) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value >= min && value <= max
            ? value
            : throw new TriggerMetadataException(
                $"{key} is '{Shown(text)}' in the trigger: write seconds between {min} and {max}");
    }

    private static int? WholeNumber(IReadOnlyDictionary<string, string> metadata, string key)
    {
        if (Find(metadata, key) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value <= ScalingPolicy.MaxWorkers
            ? value
            : throw new TriggerMetadataException(
                $"{key} is '{Shown(text)}' in the trigger: write a whole number up to {ScalingPolicy.MaxWorkers}, "
                + "0 for no bound");
    }

    private static string? Find(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out string? value) || metadata.TryGetValue(key + FromEnvironment, out value)
            ? value.Trim()
            : null;

    private static string WithoutEnding(string key) => key.EndsWith(FromEnvironment, StringComparison.Ordinal)
        ? key[..^FromEnvironment.Length]
        : key;

    // Another case, another ending, a unit too few or too many: a key of KEDA's begins with none of these words.
    private static bool IsMeant(string name, string known)
    {
        string stem = known[..^(known.EndsWith("Seconds", StringComparison.Ordinal) ? "Seconds" : "PerJob").Length];
        return name.StartsWith(stem, StringComparison.OrdinalIgnoreCase);
    }

    private static string Shown(string text) => string.Concat(
        (text.Length <= MaxShownLength ? text : text[..MaxShownLength] + "...")
            .Select(character => char.IsControl(character) ? '?' : character));
}
