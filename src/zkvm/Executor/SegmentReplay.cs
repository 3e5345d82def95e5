using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>Executes a segment again from its input.</summary>
public static class SegmentReplay
{
    /// <summary>
    /// The record of a segment, the same that <see cref="Segmenter"/> gave. It takes at most as many steps, and
    /// touches one leaf at most more, than the input says.
    /// </summary>
    /// <param name="program">The program of the run.</param>
    /// <param name="input">The segment.</param>
    /// <param name="recycled">A record that is not needed any more, whose memory is used again.</param>
    /// <exception cref="SegmentInputException">The segment does not run as its input says.</exception>
    public static SegmentRecord Run(ProgramImage program, SegmentInput input, SegmentRecord? recycled = null)
    {
        MemoryDigestStore tree = new(input);
        if (tree.Digest(0, 0) != input.FirstRoot)
        {
            throw new SegmentInputException("the memory of the segment's input does not have its first root");
        }

        // Leaves are the only price, so that the recorder pauses at the first that cannot be in the input.
        SegmentLimits limits = new()
        {
            PerLeaf = new TraceCost(1, 0),
            Max = new TraceCost(input.Leaves.Length + 1, long.MaxValue),
        };
        using Machine machine = new(program, input);
        using SegmentRecorder recorder = new(machine, limits);
        SegmentRecord segment = recycled ?? new SegmentRecord();
        segment.Clear();
        recorder.Begin(segment);
        RunStatus status = recorder.Run(input.Cycles);
        recorder.End(status);
        RequireLeaves(input, segment);
        RequireEnd(input, machine, status);
        tree.Apply(segment);
        return MemoryDigestStore.ToDigest(segment.LastRoot) == input.LastRoot
            ? segment
            : throw new SegmentInputException("the replay of the segment leaves another memory than its input says");
    }

    private static void RequireLeaves(SegmentInput input, SegmentRecord segment)
    {
        int at = 0;
        foreach (ref LeafRecord leaf in segment.Leaves.Span)
        {
            while (at < input.Leaves.Length && input.Leaves[at].Index < leaf.Index)
            {
                at++;
            }

            if (at == input.Leaves.Length || input.Leaves[at].Index != leaf.Index)
            {
                throw new SegmentInputException(
                    $"the segment accesses leaf 0x{leaf.Index:x} of memory, which its input does not have");
            }
        }

        if (segment.Leaves.Count != input.Leaves.Length)
        {
            throw new SegmentInputException(
                $"the segment accesses {segment.Leaves.Count} leaves of memory of its input's {input.Leaves.Length}");
        }
    }

    private static void RequireEnd(SegmentInput input, Machine machine, RunStatus status)
    {
        if (status is not RunStatus.Paused and not RunStatus.Halted)
        {
            throw new SegmentInputException($"the replay of the segment traps at 0x{machine.Pc:x}: {status}");
        }

        if (machine.Cycles != input.Cycles
            || machine.Pc != input.LastPc
            || machine.ExitCode != input.ExitCode
            || (status == RunStatus.Halted) != input.Halts)
        {
            throw new SegmentInputException(
                $"the replay of the segment ends after {machine.Cycles} cycles at 0x{machine.Pc:x} ({status}),"
                + $" but its input says {input.Cycles} and 0x{input.LastPc:x}");
        }
    }
}
