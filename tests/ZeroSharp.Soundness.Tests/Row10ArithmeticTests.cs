using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 10 of the checklist: limbs of AUIPC and links, JALR's low bit, the edges of division, carries of
/// products, and the pc after a call. (All operations on edges, and random changes of many columns:
/// InstructionTruthTests.)
/// </summary>
public sealed class Row10ArithmeticTests
{
    private const ulong Smallest = 0x8000_0000_0000_0000;

    // Columns of LoadImmediate, Jalr, Mul and DivRem, each behind those of the instruction.
    private const int ImmediateOfLoadImmediate = 10;
    private const int HalfOfJalr = 19;
    private const int LowBitOfJalr = 20;
    private const int LinkOfJalr = 22;
    private const int ResultOfMul = 30;
    private const int CarryOfMul = 34;
    private const int QuotientOfDivRem = 43;
    private const int RemainderOfDivRem = 51;
    private const int GapOfDivRem = 55;
    private const int MagnitudeOfDivRem = 66;
    private const int ResultOfDivRem = 70;

    private static readonly BabyBear LimbBase = BabyBear.FromUInt32(1 << 16);

    public static TheoryData<Opcode, ulong, ulong, ulong> FalseQuotients => new()
    {
        // Division by zero: all ones, and the dividend.
        { Opcode.Div, 5, 0, 0 },
        { Opcode.Div, 5, 0, 1 },
        { Opcode.Divu, 5, 0, 5 },
        { Opcode.Rem, 5, 0, 0 },
        { Opcode.Rem, ulong.MaxValue - 4, 0, 5 },
        { Opcode.Remu, 5, 0, ulong.MaxValue },

        // The one overflow: the smallest number by -1.
        { Opcode.Div, Smallest, ulong.MaxValue, Smallest - 1 },
        { Opcode.Div, Smallest, ulong.MaxValue, 0 },
        { Opcode.Rem, Smallest, ulong.MaxValue, Smallest },
        { Opcode.Divu, Smallest, ulong.MaxValue, Smallest },

        // Quotients are rounded to zero, and the remainder has the dividend's sign.
        { Opcode.Div, ulong.MaxValue - 6, 2, ulong.MaxValue - 3 },
        { Opcode.Rem, ulong.MaxValue - 6, 2, 1 },
        { Opcode.Rem, 7, ulong.MaxValue - 1, ulong.MaxValue },
        { Opcode.Div, 7, ulong.MaxValue - 1, 3 },
    };

    // The immediate with another cut into limbs: the same number, and no row of the program.
    [Fact]
    public void FindProblems_AuipcWithOtherLimbs_IsNotInTheProgram()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("LoadImmediate");
        trace[0, ImmediateOfLoadImmediate] += LimbBase;
        trace[0, ImmediateOfLoadImmediate + 1] -= BabyBear.One;
        uint pc = trace[0, 0].Value;
        Row07MemoryTreeTests.AssertUnbalanced(forged, Buses.Program, $"({pc}, {(uint)Opcode.LoadImmediate}, ");
    }

    // The link as another cut of pc + 4.
    [Fact]
    public void FindProblems_LinkWithOtherLimbs_IsNoLookup()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("Jalr");
        trace[0, LinkOfJalr] += LimbBase;
        trace[0, LinkOfJalr + 1] -= BabyBear.One;
        IReadOnlyList<string> problems = forged.FindProblems();
        Assert.Contains(
            problems,
            problem => problem.StartsWith(
                $"bus {Buses.Range}: message ({trace[0, LinkOfJalr].Value}, 16)", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("link address", StringComparison.Ordinal));
    }

    // An odd target as twice a half of the field.
    [Fact]
    public void FindProblems_JalrThatKeepsBit0_IsNoLookup()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("Jalr");
        Assert.Equal(BabyBear.One, trace[0, LowBitOfJalr]);
        trace[0, LowBitOfJalr] = BabyBear.Zero;
        trace[0, HalfOfJalr] += BabyBear.FromUInt32(2).Inverse();
        IReadOnlyList<string> problems = forged.FindProblems();
        Assert.Contains(
            problems,
            problem => problem.StartsWith(
                $"bus {Buses.Range}: message ({trace[0, HalfOfJalr].Value}, 15)", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.StartsWith("Jalr", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(FalseQuotients))]
    public void CheckConstraints_FalseResultOnAnEdgeOfDivision_DoesNotHold(
        Opcode opcode, ulong dividend, ulong divisor, ulong result)
    {
        ulong truth = opcode switch
        {
            Opcode.Div => divisor == 0 ? ulong.MaxValue
                : divisor == ulong.MaxValue ? 0 - dividend : (ulong)((long)dividend / (long)divisor),
            Opcode.Divu => divisor == 0 ? ulong.MaxValue : dividend / divisor,
            Opcode.Rem => divisor == 0 ? dividend
                : divisor == ulong.MaxValue ? 0 : (ulong)((long)dividend % (long)divisor),
            _ => divisor == 0 ? dividend : dividend % divisor,
        };
        Assert.Empty(Divide(opcode, dividend, divisor, truth));
        Assert.NotEqual(truth, result);
        Assert.NotEmpty(Divide(opcode, dividend, divisor, result));
    }

    // 1000 = 141 * 7 + 13: every equation holds but "the remainder is below the divisor".
    [Fact]
    public void FindProblems_RemainderThatIsNotReduced_FailsThatConstraintAlone()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("DivRem");
        Assert.Equal(BabyBear.FromUInt32(142), trace[0, QuotientOfDivRem]);
        Assert.Equal(BabyBear.FromUInt32(6), trace[0, RemainderOfDivRem]);
        trace[0, QuotientOfDivRem] = BabyBear.FromUInt32(141);
        trace[0, MagnitudeOfDivRem] = BabyBear.FromUInt32(141);
        trace[0, ResultOfDivRem] = BabyBear.FromUInt32(141);
        trace[0, RemainderOfDivRem] = BabyBear.FromUInt32(13);

        // 7 - 13 - 1 modulo 2^64.
        for (int limb = 0; limb < 4; limb++)
        {
            trace[0, GapOfDivRem + limb] = BabyBear.FromUInt32(limb == 0 ? 0xFFF9u : 0xFFFF);
        }

        string[] constraints = [.. forged.FindProblems().Where(p => p.StartsWith("DivRem", StringComparison.Ordinal))];
        string only = Assert.Single(constraints);
        Assert.Contains("'remainder below divisor'", only, StringComparison.Ordinal);
    }

    // A limb of a product with another carry, the same modulo p: the carry is out of its range for every limb.
    [Fact]
    public void FindProblems_ProductThatIsRightModuloTheFieldOnly_IsNoLookup()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix trace = forged.Trace("Mul");
        BabyBear carry = trace[0, CarryOfMul];
        BabyBear step = LimbBase.Inverse();
        BabyBear other = carry;
        for (uint limb = 1; limb < 1 << 16; limb++)
        {
            other += step;
            Assert.True(other.Value >= 1 << 14, $"a limb less by {limb} has a carry in range");
        }

        // The nearest of them: one less in the limb.
        trace[0, CarryOfMul] = carry + step;
        trace[0, ResultOfMul] -= BabyBear.One;
        trace[0, ResultOfMul + 1] += step;
        IReadOnlyList<string> problems = forged.FindProblems();
        Assert.Contains(
            problems,
            problem => problem.StartsWith(
                $"bus {Buses.Range}: message ({(carry + step).Value}, 12)", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.StartsWith("Mul", StringComparison.Ordinal));
    }

    // After a call the next instruction is fetched at pc + 4, after a halt nowhere else.
    [Fact]
    public void FindProblems_AnotherPcAfterACall_DoesNotBalance()
    {
        using ForgedSegment halt = new(ProvenCalculation.Program, segment => segment.LastPc += 4);
        uint pc = halt.Claim.LastPc - 4;
        Row07MemoryTreeTests.AssertUnbalanced(
            halt, Buses.Execution, $"({pc}, {halt.Claim.LastTimestamp}) sums to 1");
        using ForgedSegment call = new(SmallMachine.Keccak(), segment => segment.KeccakCalls[0].Step.Pc -= 4);
        Row07MemoryTreeTests.AssertUnbalanced(
            call, Buses.Execution, $"({ProvenCalculation.Program.EntryPc + 12}, ");
    }

    private static IReadOnlyList<string> Divide(Opcode opcode, ulong dividend, ulong divisor, ulong result)
    {
        SegmentRecord segment = new();
        segment.Steps[(int)OpcodeClass.DivRem].Add() = new StepRecord
        {
            Pc = 0x20_0000,
            NextPc = 0x20_0004,
            Timestamp = 101,
            Rs1 = dividend,
            Rs2 = divisor,
            RdNew = result,
            Instruction = new Instruction(opcode, 5, 6, 7, 0),
        };
        Chip chip = MachineChips.Instructions().Single(c => c.OpcodeClass == OpcodeClass.DivRem);
        using TraceMatrix trace = new(chip.Width, 4);
        chip.Fill(segment, 0, 1, trace, new LookupCounts(0x20_0000, 1));
        return TraceChecker.CheckConstraints(chip, trace);
    }
}
