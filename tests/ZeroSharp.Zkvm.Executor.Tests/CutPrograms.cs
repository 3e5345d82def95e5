using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

/// <summary>Programs to cut into segments.</summary>
internal static class CutPrograms
{
    private const int LoopCount = 8;
    private const uint State = 0x0040_0000;

    /// <summary>A random program; where it would make a Linux call it halts, with exit code 1.</summary>
    public static ProgramImage Random(int seed)
    {
        RandomStream stream = new(new Random(seed), LoopCount);
        ProgramImage program = ElfReader.Read(stream.ToElf());
        uint pc = stream.CallAddress - 4;
        program.Instructions[(pc - program.TextBase) / 4] = Decoder.Decode(Encode.Addi(17, 0, 0), pc);
        return program;
    }

    /// <summary>Makes each environment call so many times, then halts with success.</summary>
    public static ProgramImage Calls(int count)
    {
        const int Counter = 8;
        uint[] words =
        [
            Encode.Lui(10, State >> 12),
            Encode.Addi(Counter, 0, count),
            Encode.Addi(17, 0, 1),
            Encode.Ecall,
            Encode.Addi(10, 10, 1024),
            Encode.Addi(17, 0, 2),
            Encode.Ecall,
            Encode.Addi(17, 0, 3),
            Encode.Ecall,
            Encode.Addi(10, 10, -1024),
            Encode.Addi(Counter, Counter, -1),
            Encode.Branch(1, Counter, 0, -36),
            Encode.Addi(17, 0, 0),
            Encode.Addi(10, 0, 0),
            Encode.Ecall,
        ];

        // a and d = b, and m, not zero.
        ImageWord[] data = [new(State, 7), new(State + 1024, 99), new(State + 1056, 5), new(State + 1088, 7)];
        return Encode.Program(words, data);
    }

    /// <summary>All segments of a program without an input, by <see cref="Segmenter"/>.</summary>
    public static List<SegmentRecord> Segments(ProgramImage program, SegmentLimits limits)
    {
        using Segmenter segmenter = new(program, [], limits);
        List<SegmentRecord> segments = [];
        while (segmenter.Next() is { } segment)
        {
            segments.Add(segment);
        }

        Assert.Equal(RunStatus.Halted, segmenter.Status);
        return segments;
    }
}
