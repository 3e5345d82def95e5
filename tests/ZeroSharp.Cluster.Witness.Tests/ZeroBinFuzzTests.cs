using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.ZeroBin;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>
/// Whatever becomes of a real input: it is read and executed, or refused by a <see cref="WitnessException"/>
/// of one line. Bounded in time; a failure names the seed.
/// </summary>
public sealed class ZeroBinFuzzTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private static readonly string[] Replacements =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "18446744073709551616", "\"\"", "\"0x\"", "\"0x0\"", "\"0xf\"",
        "\"0xzz\"", "\"-0x1\"", "\"\\n\"", "[]", "{}", "[[[]]]", "{\"Hash\":1}", "[256]", "[-1]",
        "\"0x0000000000000000000000000000000000000000000000000000000000000000\"",
    ];

    [Fact]
    public void Read_BytesChanged_IsReadOrRefused() => Fuzz(random =>
    {
        byte[] bytes = [.. Sample.Bytes];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(32, 127) : random.Next(256));
        }

        return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    });

    [Fact]
    public void Read_ValuesChanged_IsReadOrRefused() => Fuzz(random =>
    {
        JsonArray document = Sample.Document();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            ChangeSomething(document, random);
        }

        return System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    });

    [Fact]
    public void Read_CompactWitnessChanged_IsReadOrRefused() => Fuzz(random =>
    {
        JsonArray document = Sample.Document();
        JsonNode combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!;
        byte[] compact = Convert.FromHexString(combined["compact"]!.GetValue<string>()[2..]);
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            compact[random.Next(compact.Length)] = (byte)(random.Next(3) == 0 ? random.Next(8) : random.Next(256));
        }

        combined["compact"] = "0x" + Convert.ToHexStringLower(compact);
        if (random.Next(2) == 0)
        {
            // Else the changed root is what is refused.
            document[0]!["other_data"]!.AsObject().Remove("checkpoint_state_trie_root");
        }

        return System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    });

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

            switch (random.Next(4))
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
                default:
                    Set(at, keys, choice, JsonNode.Parse(Replacements[random.Next(Replacements.Length)]));
                    break;
            }

            return;
        }
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

    private static void Fuzz(Func<Random, byte[]> change)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        int refused = 0;
        for (int round = 0; round < 2000 && Environment.TickCount64 < end; round++)
        {
            byte[] input = change(random);
            try
            {
                foreach (BlockWitness block in ZeroBinReader.Read(input))
                {
                    BlockExecution.Run(block, block.ToBlockInput());
                }
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
}
