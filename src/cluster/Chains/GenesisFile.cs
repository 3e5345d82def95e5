using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Chains;

/// <summary>
/// Reads chains from genesis files as geth and its kin have them, and from the bare "config" object of one.
/// Numbers are JSON numbers, or decimal or hexadecimal strings.
/// </summary>
public static class GenesisFile
{
    private static readonly (Fork Fork, string Field)[] NumberFields =
    [
        (Fork.Homestead, "homesteadBlock"),
        (Fork.TangerineWhistle, "eip150Block"),
        (Fork.SpuriousDragon, "eip158Block"),
        (Fork.Byzantium, "byzantiumBlock"),
        (Fork.Constantinople, "constantinopleBlock"),
        (Fork.Petersburg, "petersburgBlock"),
        (Fork.Istanbul, "istanbulBlock"),
        (Fork.Berlin, "berlinBlock"),
        (Fork.London, "londonBlock"),
    ];

    private static readonly (Fork Fork, string Field)[] TimeFields =
    [
        (Fork.Shanghai, "shanghaiTime"),
        (Fork.Cancun, "cancunTime"),
        (Fork.Prague, "pragueTime"),
        (Fork.Osaka, "osakaTime"),
    ];

    // Each begins with new blob parameters or keeps those before it.
    private static readonly string[] BlobNames =
        ["cancun", "prague", "osaka", "bpo1", "bpo2", "bpo3", "bpo4", "bpo5"];

    /// <exception cref="ChainException">The file describes no chain; the message names the field.</exception>
    public static ChainSpec Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return Read(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new ChainException(
                $"the genesis file is not valid JSON (line {failure.LineNumber + 1}, byte "
                + $"{failure.BytePositionInLine + 1})",
                failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new ChainException("the genesis file holds text that is not valid Unicode", failure);
        }
    }

    private static ChainSpec Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ChainException("the genesis file: an object is due");
        }

        JsonElement config = root.TryGetProperty("config", out JsonElement inner) ? inner : root;
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new ChainException("field config: an object is due");
        }

        ulong chainId = ReadUInt64(config, "chainId")
            ?? throw new ChainException("field config.chainId is missing");
        return new ChainSpec
        {
            Name = $"{chainId}",
            ChainId = chainId,
            DepositContract = ReadAddress(config, "depositContractAddress"),
            ByNumber = ReadNumbers(config),
            MergedNumber = ReadMergedNumber(config),
            ByTime = ReadForks(config, TimeFields),
            BlobsByTime = ReadBlobs(config),
            Unknown = FindUnknown(config),
        };
    }

    private static List<(Fork Fork, ulong Number)> ReadNumbers(JsonElement config)
    {
        ulong? replay = ReadUInt64(config, "eip155Block");
        ulong? clearing = ReadUInt64(config, "eip158Block");
        if (replay != clearing)
        {
            throw new ChainException(
                "fields config.eip155Block and config.eip158Block differ: no fork has one without the other");
        }

        List<(Fork Fork, ulong Number)> forks = ReadForks(config, NumberFields);
        int constantinople = forks.FindIndex(fork => fork.Fork == Fork.Constantinople);
        if (constantinople >= 0 && !forks.Exists(fork => fork.Fork == Fork.Petersburg))
        {
            // What geth takes for granted, as no chain that lives kept EIP-1283.
            forks.Insert(constantinople + 1, (Fork.Petersburg, forks[constantinople].Number));
        }

        return forks;
    }

    private static List<(Fork Fork, ulong At)> ReadForks(
        JsonElement config, IEnumerable<(Fork Fork, string Field)> fields)
    {
        List<(Fork Fork, ulong At)> forks = [];
        string before = string.Empty;
        foreach ((Fork fork, string field) in fields)
        {
            if (ReadUInt64(config, field) is not ulong at)
            {
                continue;
            }

            if (forks.Count > 0 && at < forks[^1].At)
            {
                throw new ChainException(
                    $"field config.{field}: {at} is before config.{before}, which is {forks[^1].At}");
            }

            forks.Add((fork, at));
            before = field;
        }

        return forks;
    }

    private static ulong? ReadMergedNumber(JsonElement config) =>
        ReadNumber(config, "terminalTotalDifficulty", "config.terminalTotalDifficulty") is { IsZero: true }
            ? 0
            : ReadUInt64(config, "mergeNetsplitBlock");

    private static List<(BlobSchedule Blobs, ulong Time)> ReadBlobs(JsonElement config)
    {
        bool hasSchedule = config.TryGetProperty("blobSchedule", out JsonElement schedule)
            && schedule.ValueKind != JsonValueKind.Null;
        if (hasSchedule && schedule.ValueKind != JsonValueKind.Object)
        {
            throw new ChainException("field config.blobSchedule: an object is due");
        }

        List<(BlobSchedule Blobs, ulong Time)> all = [];
        foreach (string name in BlobNames)
        {
            if (ReadUInt64(config, name + "Time") is not ulong time)
            {
                continue;
            }

            if (all.Count > 0 && time < all[^1].Time)
            {
                throw new ChainException(
                    $"field config.{name}Time: {time} is before {all[^1].Time}, when the blob parameters changed last");
            }

            if (hasSchedule && schedule.TryGetProperty(name, out JsonElement entry)
                && entry.ValueKind != JsonValueKind.Null)
            {
                all.Add((ReadSchedule(entry, $"config.blobSchedule.{name}"), time));
            }
            else if (name is "cancun" or "prague")
            {
                all.Add((BlobSchedule.Of(name == "cancun" ? Fork.Cancun : Fork.Prague), time));
            }
            else if (name != "osaka")
            {
                throw new ChainException($"field config.blobSchedule.{name} is missing");
            }
        }

        return all;
    }

    private static BlobSchedule ReadSchedule(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new ChainException($"field {path}: an object is due");
        }

        ulong target = Require("target", uint.MaxValue);
        ulong max = Require("max", uint.MaxValue);
        ulong fraction = Require("baseFeeUpdateFraction", ulong.MaxValue);
        if (fraction == 0)
        {
            throw new ChainException($"field {path}.baseFeeUpdateFraction: 0 divides nothing");
        }

        return target <= max
            ? new BlobSchedule((uint)target, (uint)max, fraction)
            : throw new ChainException($"field {path}.target: {target} exceeds max, which is {max}");

        ulong Require(string name, ulong largest)
        {
            BigInteger value = ReadNumber(entry, name, $"{path}.{name}")
                ?? throw new ChainException($"field {path}.{name} is missing");
            return value <= largest
                ? (ulong)value
                : throw new ChainException($"field {path}.{name}: {value} exceeds {largest}");
        }
    }

    // A field that ends in Time and is none of those above starts a fork with rules of its own.
    private static (string Name, ulong Time)? FindUnknown(JsonElement config)
    {
        (string Name, ulong Time)? first = null;
        foreach (JsonProperty property in config.EnumerateObject())
        {
            string name = property.Name.EndsWith("Time", StringComparison.Ordinal) ? property.Name[..^4] : string.Empty;
            if (name.Length == 0 || name == "shanghai" || BlobNames.Contains(name))
            {
                continue;
            }

            if (ReadUInt64(config, property.Name) is ulong time && !(time >= first?.Time))
            {
                first = (Printable(name), time);
            }
        }

        return first;
    }

    private static byte[] ReadAddress(JsonElement config, string name)
    {
        if (!config.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return new byte[20];
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
        try
        {
            byte[] address = Convert.FromHexString(
                text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
            if (address.Length == 20)
            {
                return address;
            }
        }
        catch (FormatException)
        {
            // As any other text that is no address.
        }

        throw new ChainException($"field config.{name}: not an address of 20 bytes");
    }

    private static ulong? ReadUInt64(JsonElement parent, string name)
    {
        BigInteger? value = ReadNumber(parent, name, "config." + name);
        return value is null ? null
            : value <= ulong.MaxValue ? (ulong)value
            : throw new ChainException($"field config.{Printable(name)}: the number does not fit 64 bits");
    }

    private static BigInteger? ReadNumber(JsonElement parent, string name, string path)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!,
            _ => string.Empty,
        };

        // No chain's number is longer, and longer ones are not worth the parser's time. The leading 0 keeps
        // it from reading the first hexadecimal digit as a sign.
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        BigInteger number = default;
        bool isNumber = text.Length is > 0 and < 100 && (!isHex || text.Length > 2)
            && BigInteger.TryParse(
                isHex ? string.Concat("0", text.AsSpan(2)) : text,
                isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture,
                out number);
        return isNumber
            ? number
            : throw new ChainException($"field {Printable(path)}: not a non-negative integer");
    }

    private static string Printable(string text) =>
        string.Concat(text.Take(100).Select(character => char.IsControl(character) ? '?' : character));
}
