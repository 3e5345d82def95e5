using System.Buffers.Binary;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

/// <summary>All chips together against the executor, with nothing from outside but the statement.</summary>
public sealed class MachineTests
{
    private const int A0 = 10;
    private const int A7 = 17;
    private const int Word = 5;
    private const int Counter = 6;

    // Above the operands, which are words of the input.
    private const uint InputWords = 64;

    [Fact]
    public void Fill_RunWithEveryCall_BalancesEveryBusOfEverySegment()
    {
        ProgramImage program = Program();
        using Segmenter segmenter = new(program, Input(), new SegmentLimits { MaxSteps = 20 });
        BabyBear[]? root = null;
        int segments = 0;
        while (segmenter.Next() is SegmentRecord segment)
        {
            Assert.Equal(root ?? Elements(segment.FirstRoot), Elements(segment.FirstRoot));
            root = Elements(segment.LastRoot);
            Assert.Empty(Check(program, segment, Statement(segment)));
            segments++;
        }

        Assert.Equal(RunStatus.Halted, segmenter.Status);
        Assert.Equal(7u, segmenter.Machine.ExitCode);
        Assert.True(segments > 2);
    }

    [Fact]
    public void Check_StatementAboutAnotherRun_DoesNotBalance()
    {
        ProgramImage program = Program();
        using Segmenter segmenter = new(program, Input(), new SegmentLimits { MaxSteps = 1000 });
        SegmentRecord segment = segmenter.Next()!;
        Assert.True(segment.Halts);
        SegmentRecord claim = Copy(segment);
        claim.ExitCode++;
        Assert.NotEmpty(Check(program, segment, Statement(claim)));
        claim = Copy(segment);
        claim.Halts = false;
        Assert.NotEmpty(Check(program, segment, Statement(claim)));
        claim = Copy(segment);
        claim.LastTimestamp += 4;
        Assert.NotEmpty(Check(program, segment, Statement(claim)));
        claim = Copy(segment);
        claim.FirstRoot = segment.LastRoot;
        Assert.NotEmpty(Check(program, segment, Statement(claim)));
    }

    [Fact]
    public void All_Names_AreUnique()
    {
        string[] names = [.. MachineChips.All(Program()).Select(chip => chip.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    // Twice: permute 25 words of input, multiply and divide others; then halt with code 7.
    private static ProgramImage Program()
    {
        List<uint> words = [Encode.Addi(Counter, 0, 2)];
        int loop = words.Count;
        foreach ((int number, int offset) in new[]
        {
            (EcallNumber.KeccakF1600, 8), (EcallNumber.MulMod256, 208), (EcallNumber.DivRem256, 336),
        })
        {
            words.Add(Encode.Lui(A0, MemoryMap.InputBase >> 12));

            // LUI extends the sign: the upper half is cleared by a store and a load of 32 bits.
            words.Add(Encode.Lui(Word, 0x400));
            words.Add(Encode.Store(2, A0, Word, 0));
            words.Add(Encode.Load(6, A0, Word, 0));
            words.Add(Encode.Addi(A0, A0, offset));
            words.Add(Encode.Addi(A7, 0, number));
            words.Add(0x0000_0073);
        }

        words.Add(Encode.Addi(Counter, Counter, -1));
        words.Add(Encode.Branch(1, Counter, 0, 4 * (loop - words.Count)));
        words.Add(Encode.Addi(A0, 0, 7));
        words.Add(Encode.Addi(A7, 0, EcallNumber.Halt));
        words.Add(0x0000_0073);
        return Encode.Program([.. words]);
    }

    private static byte[] Input()
    {
        byte[] input = new byte[8 * InputWords];
        new Random(1).NextBytes(input);

        // The modulus of the multiplication, words 33 to 36 from the region's start, is large.
        BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(208 - 8 + 64 + 24), ulong.MaxValue);
        return input;
    }

    private static IReadOnlyList<string> Check(
        ProgramImage program, SegmentRecord segment, List<PublicInteraction> statement)
    {
        LookupCounts lookups = new(program.TextBase, program.Instructions.Length);
        List<(IAir Air, TraceMatrix Trace)> traces = [];
        foreach (Chip chip in MachineChips.All(program))
        {
            int rows = chip.CountRows(segment);
            int logHeight = 4;
            while (1 << logHeight < rows)
            {
                logHeight++;
            }

            TraceMatrix trace = new(chip.Width, chip.Fixed?.LogHeight ?? logHeight);
            chip.Fill(segment, 0, rows, trace, lookups);
            traces.Add((chip, trace));
        }

        IReadOnlyList<string> problems = TraceChecker.Check(traces, statement);
        traces.ForEach(entry => entry.Trace.Dispose());
        return problems;
    }

    private static List<PublicInteraction> Statement(SegmentRecord segment)
    {
        List<PublicInteraction> statement =
        [
            new(Buses.Execution, BabyBear.One, Elements(segment.FirstPc, 1)),
            new(Buses.Execution, -BabyBear.One, Elements(segment.LastPc, segment.LastTimestamp)),
            new(Buses.Merkle, BabyBear.One, [.. Elements(0, 0, 0), .. Elements(segment.FirstRoot)]),
            new(Buses.Merkle, -BabyBear.One, [.. Elements(1, 0, 0), .. Elements(segment.LastRoot)]),
        ];
        if (segment.Halts)
        {
            statement.Add(new(
                Buses.Halt, -BabyBear.One, Elements((ushort)segment.ExitCode, segment.ExitCode >> 16)));
        }

        return statement;
    }

    private static BabyBear[] Elements(params uint[] values) => [.. values.Select(BabyBear.FromUInt32)];

    private static BabyBear[] Elements(DigestWords digest) =>
        [.. ((ReadOnlySpan<uint>)digest).ToArray().Select(BabyBear.FromRaw)];

    private static SegmentRecord Copy(SegmentRecord segment) => new()
    {
        FirstPc = segment.FirstPc,
        LastPc = segment.LastPc,
        LastTimestamp = segment.LastTimestamp,
        Halts = segment.Halts,
        ExitCode = segment.ExitCode,
        FirstRoot = segment.FirstRoot,
        LastRoot = segment.LastRoot,
    };
}
