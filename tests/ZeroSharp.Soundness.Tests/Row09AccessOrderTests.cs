using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 9 of the checklist: accesses of a word have an order, also within an instruction; multiplicities are
/// bits, and there are too few to wrap around. (Multiplicities on padding: TamperTests of the circuits;
/// times that lead around the field: RefreshChipTests.)
/// </summary>
public sealed class Row09AccessOrderTests
{
    // Columns of Alu: rs1's index, value and elapsed time; rs2's; rd's index, "writes rd", old value.
    private const int Clock = 1;
    private const int Rs1Value = 3;
    private const int Rs1Elapsed = 7;
    private const int Rs2Value = 9;
    private const int Rs2Elapsed = 13;
    private const int OldValue = 16;
    private const int RdElapsed = 20;
    private const int Result = 23;

    // x14 = x14 + x14: three accesses of one word in one instruction.
    [Fact]
    public void Trace_OneRegisterThreeTimes_IsReadReadAndWrittenInThisOrder()
    {
        using ForgedSegment honest = new(ProvenCalculation.Program);
        TraceMatrix trace = honest.Trace("Alu");
        Assert.Equal(BabyBear.FromUInt32(1003), trace[0, Rs1Value]);
        Assert.Equal(BabyBear.FromUInt32(1003), trace[0, OldValue]);
        Assert.Equal(BabyBear.FromUInt32(2006), trace[0, Result]);
        Assert.Equal(BabyBear.Zero, trace[0, Rs2Elapsed]);
        Assert.Equal(BabyBear.One, trace[0, RdElapsed]);
        Assert.Empty(honest.FindProblems());
    }

    // The first read takes the word from the instruction's own write: 0 = 0 + 0 instead of 2006 = 1003 + 1003.
    // All messages balance; the time that elapsed is negative.
    [Fact]
    public void FindProblems_ReadOfTheOwnLaterWrite_IsNoLookup()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("Alu");
        foreach (int column in new[] { Rs1Value, Rs2Value, Result })
        {
            trace[0, column] = BabyBear.Zero;
        }

        // rs1 is read at the clock, and what it takes was given three ticks later.
        trace[0, Rs1Elapsed] = -BabyBear.FromUInt32(4);
        Assert.NotEqual(BabyBear.Zero, trace[0, Clock]);
        Row07MemoryTreeTests.AssertUnbalanced(forged, Buses.Range, $"({BabyBear.Modulus - 4}, 16)");
    }

    // rs2 that skips the read before it, and takes the same word as rs1.
    [Fact]
    public void FindProblems_OneWordTakenTwice_DoesNotBalance()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("Alu");
        trace[0, Rs2Elapsed] = trace[0, Rs1Elapsed] + BabyBear.One;
        uint time = trace[0, Clock].Value - trace[0, Rs1Elapsed].Value - 1;
        Row07MemoryTreeTests.AssertUnbalanced(forged, Buses.Memory, $"(1, 14, 1003, 0, 0, 0, {time}) sums to");
    }

    // Two rows that look up false values with multiplicity 1/2 each, or one with p - 1: selectors are bits.
    [Theory]
    [InlineData(2)]
    [InlineData((int)BabyBear.Modulus - 1)]
    public void FindProblems_SelectorThatIsNoBit_FailsAConstraint(int selector)
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.AddPadding("Refresh");
        trace[3, 0] = BabyBear.FromUInt32((uint)selector);
        Assert.Contains(
            forged.FindProblems(),
            problem => problem.StartsWith("Refresh, row 3: constraint 'is real'", StringComparison.Ordinal));
    }

    // Free multiplicities are those of tables and of Poseidon2, whose messages are true; of all others, fewer
    // than p can be sent.
    [Fact]
    public void TryCreate_AsManyLeavesAsTheFieldHasElements_Fails()
    {
        Assert.True(1L << LogUpShape.MaxLogLeafCount < BabyBear.Modulus);
        Assert.True(LogUpShape.TryCreate([26], [16], out _));
        Assert.False(LogUpShape.TryCreate([26], [17], out _));
        Assert.False(LogUpShape.TryCreate([26, 7], [16, 1], out _));
    }

    [Fact]
    public void Interactions_MultiplicitiesOfTableMessages_AreNegativeButInTheTables()
    {
        foreach (Chip chip in MachineChips.All(ProvenCalculation.Program))
        {
            bool isTable = chip is LookupTableChip;
            foreach (AirInteraction interaction in AirDescription.Create(chip).Interactions)
            {
                if (interaction.Bus is not (Buses.Range or Buses.Bytes or Buses.Program))
                {
                    continue;
                }

                // On a row whose flags are all zero, nothing is looked up.
                Assert.Equal(BabyBear.Zero, interaction.Multiplicity.Constant);
                bool isSent = interaction.Multiplicity.Terms is [{ Coefficient: var factor }]
                    && factor == BabyBear.One;
                Assert.Equal(isTable, isSent);
            }
        }
    }
}
