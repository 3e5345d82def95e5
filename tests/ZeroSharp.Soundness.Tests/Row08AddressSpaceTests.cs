using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 8 of the checklist: loads, stores and calls reach memory below 2^32 only, registers are reached as
/// the instruction's registers only, and x0 is never written. (Accesses that trap: see also
/// ArithmeticCallTests.)
/// </summary>
public sealed class Row08AddressSpaceTests
{
    private const uint Registers = 1;

    // Columns of AluImmediate: rs1 is at 2, rd's index and "writes rd" follow its six columns.
    private const int WritesRd = 9;

    public static TheoryData<OpcodeClass> Accesses =>
        [OpcodeClass.LoadWord, OpcodeClass.LoadNarrow, OpcodeClass.StoreWord, OpcodeClass.StoreNarrow];

    // The space of every access of every chip is a constant, but for a leaf's, which is a checked bit, and
    // that of Refresh rows, which move a word and do not change it.
    [Fact]
    public void Eval_AddressSpaces_AreConstants()
    {
        int checkedAccesses = 0;
        foreach (Chip chip in MachineChips.All(ProvenCalculation.Program))
        {
            AirInteraction[] accesses =
                [.. AirDescription.Create(chip).Interactions.Where(i => i.Bus == Buses.Memory)];
            if (chip.Name is "MemoryLeaf" or "Refresh")
            {
                continue;
            }

            foreach (AirInteraction access in accesses)
            {
                AffineForm space = access.Message[0];
                AffineForm address = access.Message[1];
                Assert.Empty(space.Terms);
                if (space.Constant.Value == Registers)
                {
                    // The index is a column that the Program message holds too.
                    AffineTerm index = Assert.Single(address.Terms);
                    Assert.Contains(
                        AirDescription.Create(chip).Interactions.Single(i => i.Bus == Buses.Program).Message,
                        element => element.Terms.Contains(index));
                    Assert.Equal(BabyBear.Zero, address.Constant);
                }
                else
                {
                    Assert.Equal(BabyBear.Zero, space.Constant);
                }

                checkedAccesses++;
            }
        }

        Assert.True(checkedAccesses > 200);
    }

    // rs1 + immediate at 2^32 and above, or negative: the row for the lower 32 bits does not hold.
    [Theory]
    [MemberData(nameof(Accesses))]
    public void CheckConstraints_AddressBeyond32Bits_DoesNotHold(OpcodeClass kind)
    {
        Opcode opcode = kind switch
        {
            OpcodeClass.LoadWord => Opcode.Ld,
            OpcodeClass.LoadNarrow => Opcode.Lw,
            OpcodeClass.StoreWord => Opcode.Sd,
            _ => Opcode.Sw,
        };
        Assert.Empty(Check(kind, opcode, SmallMachine.DataBase, 8));
        foreach ((ulong rs1, long offset) in new (ulong, long)[]
        {
            (0x1_0040_0000, 0), (0xFFFF_FFF8, 8), (0, -8), (0x8000_0000_0040_0000, 0),
        })
        {
            string problem = Assert.Single(Check(kind, opcode, rs1, offset).Distinct());
            Assert.Contains("'address'", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decode_AnyWordWithoutDestination_WritesNothing()
    {
        Random random = new(4);
        uint[] forms = [0x37, 0x17, 0x6F, 0x67, 0x63, 0x03, 0x23, 0x13, 0x1B, 0x33, 0x3B, 0x0F, 0x73];
        for (int i = 0; i < 100_000; i++)
        {
            uint word = ((uint)random.NextInt64() & 0xFFFF_F000) | forms[random.Next(forms.Length)];
            Instruction instruction = Decoder.Decode(word, SmallMachine.DataBase);
            Assert.False(instruction.WritesRd);
            Assert.Equal(0, instruction.Rd);
        }
    }

    // ADDI x0 as a write: the program table says that the instruction writes nothing.
    [Fact]
    public void Verify_WriteToX0_Rejects()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("AluImmediate");
        int row = 0;
        while (trace[row, WritesRd] != BabyBear.Zero)
        {
            row++;
        }

        uint pc = trace[row, 0].Value;
        Assert.Equal(ProvenCalculation.Program.EntryPc + (4 * 11), pc);
        trace[row, WritesRd] = BabyBear.One;
        Assert.Contains(
            forged.FindProblems(),
            problem => problem.StartsWith($"bus {Buses.Program}: message ({pc}, ", StringComparison.Ordinal));
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    private static IReadOnlyList<string> Check(OpcodeClass kind, Opcode opcode, ulong rs1, long offset)
    {
        SegmentRecord segment = new();
        segment.Steps[(int)kind].Add() = new StepRecord
        {
            Pc = 0x20_0000,
            NextPc = 0x20_0004,
            Timestamp = 101,
            Rs1 = rs1,
            Address = (uint)(rs1 + (ulong)offset),
            Instruction = new Instruction(opcode, 0, 6, 0, offset),
        };
        Chip chip = MachineChips.Instructions().Single(c => c.OpcodeClass == kind);
        using TraceMatrix trace = new(chip.Width, 4);
        chip.Fill(segment, 0, 1, trace, new LookupCounts(0x20_0000, 1));
        return TraceChecker.CheckConstraints(chip, trace);
    }
}
