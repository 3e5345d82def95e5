using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.ZeroBin;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>
/// Whatever becomes of a real input: it is read and executed, or refused by a <see cref="WitnessException"/>
/// of one line. Bounded in time; a failure names the seed.
/// </summary>
public sealed class ZeroBinFuzzTests
{
    [Fact]
    public void Read_BytesChanged_IsReadOrRefused() =>
        FuzzLoop.Run(random => FuzzLoop.ChangeBytes(Sample.Bytes, random), Execute);

    [Fact]
    public void Read_ValuesChanged_IsReadOrRefused() =>
        FuzzLoop.Run(random => FuzzLoop.ChangeValues(Sample.Document(), random), Execute);

    [Fact]
    public void Read_CompactWitnessChanged_IsReadOrRefused() => FuzzLoop.Run(
        random =>
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

            return WitnessSample.Bytes(document);
        },
        Execute);

    private static void Execute(byte[] input)
    {
        foreach (BlockWitness block in ZeroBinReader.Read(input))
        {
            BlockExecution.Run(block, block.ToBlockInput());
        }
    }
}
