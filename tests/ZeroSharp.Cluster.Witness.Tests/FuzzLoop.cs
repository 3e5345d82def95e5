using System.Text.Json.Nodes;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>Changes real inputs at random, bounded in time, and names the seed where something fails.</summary>
internal static class FuzzLoop
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private static readonly string[] Replacements =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "18446744073709551616", "\"\"", "\"0x\"", "\"0x0\"", "\"0xf\"",
        "\"0xzz\"", "\"-0x1\"", "\"\\n\"", "[]", "{}", "[[[]]]", "{\"Hash\":1}", "[256]", "[-1]", "\"0xc0\"",
        "\"0x0000000000000000000000000000000000000000000000000000000000000000\"",
    ];

    /// <summary>
    /// Makes inputs and uses them: each use must end well or in a <see cref="WitnessException"/> of one line,
    /// and some must be refused.
    /// </summary>
    public static void Run(Func<Random, byte[]> make, Action<byte[]> use)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        int refused = 0;
        for (int round = 0; round < 2000 && Environment.TickCount64 < end; round++)
        {
            byte[] input = make(random);
            try
            {
                use(input);
            }
            catch (WitnessException failure)
            {
                refused++;
                Assert.False(failure.Message.Contains('\n'), $"seed {seed}, round {round}: {failure.Message}");
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}, round {round}: {failure}");
            }
        }

        Assert.True(refused > 0, $"seed {seed}: nothing was refused");
    }

    /// <summary>Changes up to four bytes, to text more often than not, and at times cuts the end off.</summary>
    public static byte[] ChangeBytes(byte[] sound, Random random)
    {
        byte[] bytes = [.. sound];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int value = random.Next(2) == 0 ? random.Next(32, 127) : random.Next(256);
            bytes[random.Next(bytes.Length)] = (byte)value;
        }

        return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    /// <summary>Changes up to three values somewhere in a document.</summary>
    public static byte[] ChangeValues(JsonNode document, Random random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            ChangeSomething(document, random);
        }

        return WitnessSample.Bytes(document);
    }

    private static void ChangeSomething(JsonNode root, Random random)
    {
        JsonNode at = root;
        while (true)
        {
            string[] keys = at is JsonObject members ? [.. members.Select(member => member.Key)] : [];
            int count = at is JsonArray items ? items.Count : keys.Length;
            if (count == 0)
            {
                return;
            }

            int choice = random.Next(count);
            JsonNode? child = at is JsonArray array ? array[choice] : at[keys[choice]];
            if (child is JsonObject or JsonArray && random.Next(5) != 0)
            {
                at = child;
                continue;
            }

            switch (random.Next(5))
            {
                case 0 when at is JsonObject parent:
                    parent.Remove(keys[choice]);
                    break;
                case 0:
                    ((JsonArray)at).RemoveAt(choice);
                    break;
                case 1 when child is JsonValue value && value.TryGetValue(out string? text) && text.Length > 4:
                    Set(at, keys, choice, JsonValue.Create(text[..random.Next(text.Length)]));
                    break;
                case 2 when child is JsonValue value && value.TryGetValue(out string? text) && text.Length > 4:
                    Set(at, keys, choice, JsonValue.Create(ChangeDigit(text, random)));
                    break;
                default:
                    Set(at, keys, choice, JsonNode.Parse(Replacements[random.Next(Replacements.Length)]));
                    break;
            }

            return;
        }
    }

    // The form stays as it is, so that what is behind it comes under test.
    private static string ChangeDigit(string text, Random random)
    {
        int at = random.Next(2, text.Length);
        return string.Concat(text.AsSpan(0, at), $"{random.Next(16):x}", text.AsSpan(at + 1));
    }

    private static void Set(JsonNode parent, string[] keys, int choice, JsonNode? value)
    {
        if (parent is JsonArray array)
        {
            array[choice] = value;
        }
        else
        {
            parent[keys[choice]] = value;
        }
    }
}
