using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>
/// Which messages the lookup tables hold, by definition and not by the tables. A prover may look up a
/// true message as often as it likes, so a changed look-up is only wrong if it is false.
/// </summary>
internal sealed class TableTruth(uint firstPc, IReadOnlyList<Instruction> program)
{
    public static bool IsTable(int bus) =>
        bus is Buses.Range or Buses.Bytes or Buses.Program or Buses.Poseidon2;

    public bool IsTrue(BusEntry entry) => entry.Bus switch
    {
        Buses.Range => entry.Elements[1] <= 16 && entry.Elements[0] >> (int)entry.Elements[1] == 0,
        Buses.Bytes => IsByteOperation(entry.Elements),
        Buses.Program => IsInstruction(entry.Elements),
        Buses.Poseidon2 => IsCompression(entry.Elements),
        _ => throw new ArgumentException($"bus {entry.Bus} has no table", nameof(entry)),
    };

    private static bool IsByteOperation(uint[] message)
    {
        uint a = message[1];
        uint b = message[2];
        return a < 256 && b < 256 && message[0] switch
        {
            0 => message[3] == (a & b),
            1 => message[3] == (a | b),
            2 => message[3] == (a ^ b),
            3 => message[3] == 0,
            _ => false,
        };
    }

    private static bool IsCompression(uint[] message)
    {
        int inputCount = message.Length - MemoryDigest.Length;
        BabyBear[] input = new BabyBear[Poseidon2Width24.Width];
        for (int i = 0; i < inputCount; i++)
        {
            input[i] = BabyBear.FromUInt32(message[i]);
        }

        MemoryDigest digest = MemoryTreeHash.Compress(input);
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            if (digest[i].Value != message[inputCount + i])
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInstruction(uint[] message)
    {
        long index = ((long)message[0] - firstPc) / 4;
        if (message[0] < firstPc || message[0] % 4 != 0 || index >= program.Count)
        {
            return false;
        }

        Instruction instruction = program[(int)index];
        uint[] expected =
        [
            message[0], (uint)instruction.Opcode, instruction.Rd, instruction.Rs1, instruction.Rs2,
            instruction.WritesRd ? 1u : 0u, instruction.Immediate0, instruction.Immediate1,
            instruction.ImmediateHigh,
        ];
        return instruction.Opcode != Opcode.None && expected.AsSpan().SequenceEqual(message);
    }
}
