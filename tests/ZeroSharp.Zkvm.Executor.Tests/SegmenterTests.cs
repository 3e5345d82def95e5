using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

public sealed class SegmenterTests
{
    [Fact]
    public void Next_ManySegments_FormAChain()
    {
        using Segmenter segmenter = new(MachineTests.SumLoop(500), [], new SegmentLimits { MaxSteps = 100 });
        uint pc = segmenter.Machine.Pc;
        DigestWords root = Root(segmenter);
        int steps = 0;
        int count = 0;
        while (segmenter.Next() is { } segment)
        {
            Assert.Equal(pc, segment.FirstPc);
            AssertEqual(root, segment.FirstRoot);
            steps += (int)(segment.LastTimestamp - 1) / 4;
            pc = segment.LastPc;
            root = segment.LastRoot;
            AssertEqual(root, Root(segmenter));
            count++;
            Assert.Equal(segmenter.Status == RunStatus.Halted, segment.Halts);
        }

        Assert.Equal(RunStatus.Halted, segmenter.Status);
        Assert.Equal((ulong)steps, segmenter.Machine.Cycles);
        Assert.Equal(16, count);
    }

    [Fact]
    public void Next_AnySegments_LeaveTheTreeOfTheMemory()
    {
        ImageWord[] data = [new(0x0040_0000, 5), new(0x0040_0018, 6)];
        ProgramImage program = Encode.Program(
            [
                Encode.Lui(5, 0x400),
                Encode.Load(3, 6, 5, 0),
                Encode.Store(3, 6, 5, 8),
                Encode.Store(0, 6, 5, 0x7F),
                Encode.Store(3, 0, 5, 0x18),
                Encode.Addi(17, 0, 0),
                Encode.Ecall,
            ],
            data);
        using Segmenter segmenter = new(program, [1, 2, 3], new SegmentLimits { MaxSteps = 3 });
        while (segmenter.Next() is not null)
        {
        }

        ImageWord[] last =
        [
            new(0x0040_0000, 5), new(0x0040_0008, 5), new(0x0040_0078, 5UL << 56),
            new(0x8000_0000, 3), new(0x8000_0008, 0x030201),
        ];
        MemoryDigestStore expected = new(last);
        Assert.Equal(expected.Digest(1, 0), segmenter.Tree.Digest(1, 0));
    }

    [Fact]
    public void Next_EveryAccess_ContinuesTheLastOneOfItsWord()
    {
        using Segmenter segmenter = new(MachineTests.SumLoop(40), [], new SegmentLimits { MaxSteps = 50 });
        while (segmenter.Next() is { } segment)
        {
            Dictionary<int, (uint Timestamp, ulong Value)> registers = [];
            IEnumerable<StepRecord> steps = segment.Steps.SelectMany(list => list.Span.ToArray())
                .Concat(segment.HaltCalls.Span.ToArray()).OrderBy(step => step.Timestamp);
            foreach (StepRecord step in steps)
            {
                OpcodeClass kind = OpcodeClasses.Of(step.Instruction.Opcode);
                if (kind is not OpcodeClass.Jal and not OpcodeClass.LoadImmediate)
                {
                    Check(registers, step.Instruction.Rs1, step.Timestamp, step.Rs1PreviousTimestamp, step.Rs1);
                }

                if (kind is OpcodeClass.Branch or OpcodeClass.Ecall || step.Instruction.Opcode == Opcode.Add)
                {
                    Check(registers, step.Instruction.Rs2, step.Timestamp + 1, step.Rs2PreviousTimestamp, step.Rs2);
                }

                if (step.Instruction.WritesRd)
                {
                    Check(
                        registers, step.Instruction.Rd, step.Timestamp + 3, step.RdPreviousTimestamp, step.RdOld);
                    registers[step.Instruction.Rd] = (step.Timestamp + 3, step.RdNew);
                }
            }

            foreach (LeafRecord leaf in segment.Leaves.Span)
            {
                for (int i = 0; i < LeafWords.Length; i++)
                {
                    int register = (4 * ((int)leaf.Index & 7)) + i;
                    if (registers.TryGetValue(register, out (uint Timestamp, ulong Value) last))
                    {
                        Assert.Equal(last.Timestamp, leaf.Timestamps[i]);
                        Assert.Equal(last.Value, leaf.Last[i]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Next_NodesOfASegment_HashToBothRoots()
    {
        using Segmenter segmenter = new(MachineTests.SumLoop(40), [], new SegmentLimits { MaxSteps = 50 });
        while (segmenter.Next() is { } segment)
        {
            foreach (NodeRecord node in segment.Nodes.Span)
            {
                MemoryDigest left = FromWords(node.Left);
                MemoryDigest right = FromWords(node.Right);
                Assert.Equal(FromWords(node.Digest), MemoryTreeHash.Node(in left, in right));
            }

            NodeRecord[] roots = [.. segment.Nodes.Span.ToArray().Where(node => node.Level == 0)];
            AssertEqual(segment.FirstRoot, roots.Single(node => node.InFirst).Digest);
            AssertEqual(segment.LastRoot, roots.Single(node => node.InLast).Digest);
        }
    }

    [Fact]
    public void Next_Trap_ReturnsNothing()
    {
        using Segmenter segmenter = new(
            Encode.Program(Encode.Load(3, 5, 0, 1)), [], new SegmentLimits());
        Assert.Null(segmenter.Next());
        Assert.Equal(RunStatus.MisalignedAccess, segmenter.Status);
    }

    private static void Check(
        Dictionary<int, (uint Timestamp, ulong Value)> registers,
        int register,
        uint timestamp,
        uint previous,
        ulong value)
    {
        if (registers.TryGetValue(register, out (uint Timestamp, ulong Value) last))
        {
            Assert.Equal(last.Timestamp, previous);
            Assert.Equal(last.Value, value);
        }
        else
        {
            Assert.Equal(0u, previous);
        }

        registers[register] = (timestamp, value);
    }

    private static DigestWords Root(Segmenter segmenter)
    {
        MemoryDigest root = segmenter.Tree.Digest(0, 0);
        DigestWords words = default;
        for (int i = 0; i < DigestWords.Length; i++)
        {
            words[i] = root[i].Raw;
        }

        return words;
    }

    private static MemoryDigest FromWords(DigestWords words)
    {
        MemoryDigest digest = default;
        for (int i = 0; i < DigestWords.Length; i++)
        {
            digest[i] = Stark.Field.BabyBear.FromRaw(words[i]);
        }

        return digest;
    }

    private static void AssertEqual(DigestWords expected, DigestWords actual)
    {
        for (int i = 0; i < DigestWords.Length; i++)
        {
            Assert.Equal(expected[i], actual[i]);
        }
    }
}
