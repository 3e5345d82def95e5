using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// Runs a program once, and cuts the run into segments that are complete records of their own. Only one
/// segment is in memory at a time, apart from the machine's memory and the tree over it.
/// </summary>
public sealed class Segmenter : IDisposable
{
    private readonly Machine _machine;
    private readonly SegmentRecorder _recorder;
    private readonly MemoryDigestStore _tree;

    public Segmenter(ProgramImage program, ReadOnlySpan<byte> input, SegmentLimits limits)
        : this(program, input, limits, keepsSteps: true)
    {
    }

    internal Segmenter(
        ProgramImage program, ReadOnlySpan<byte> input, SegmentLimits limits, bool keepsSteps, uint? markPc = null)
    {
        _machine = new Machine(program, input);
        _recorder = new SegmentRecorder(_machine, limits, keepsSteps, markPc);
        _tree = new MemoryDigestStore(InitialWords(program, input));
        InputSiblings = _tree.Siblings(InputLevel, InputIndex);
        InputDigest = _tree.Digest(InputLevel, InputIndex);
    }

    /// <summary>Level of the input region's subtree.</summary>
    public const int InputLevel = 3;

    /// <summary>Index of the input region's subtree.</summary>
    public const uint InputIndex = MemoryMap.InputBase >> 30;

    /// <summary>The machine; its state is that after the last segment.</summary>
    public Machine Machine => _machine;

    /// <summary>The memory tree after the last segment.</summary>
    public MemoryDigestStore Tree => _tree;

    /// <summary>The digest of the input region's subtree before the first segment.</summary>
    public MemoryDigest InputDigest { get; }

    /// <summary>The siblings of the input region's subtree before the first segment.</summary>
    public IReadOnlyList<MemoryDigest> InputSiblings { get; }

    /// <summary>How the last segment ended: Paused if the run goes on.</summary>
    public RunStatus Status { get; private set; }

    /// <summary>
    /// Runs to the end of the next segment. Null if the program trapped, which <see cref="Status"/> and
    /// the machine's pc tell, or had halted before.
    /// </summary>
    /// <param name="recycled">A record that is not needed any more, whose memory is used again.</param>
    public SegmentRecord? Next(SegmentRecord? recycled = null)
    {
        SegmentRecord? segment = Execute(recycled);
        if (segment is not null)
        {
            ApplyToTree(segment);
        }

        return segment;
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _machine.Dispose();
    }

    /// <summary>How often the marked instruction was executed so far.</summary>
    internal ulong Marks => _recorder.Marks;

    /// <summary>
    /// Like <see cref="Next"/>, without the tree, to which the caller applies each segment in its order. That
    /// may be while the next one is executed.
    /// </summary>
    internal SegmentRecord? Execute(SegmentRecord? recycled)
    {
        if (Status != RunStatus.Paused)
        {
            return null;
        }

        SegmentRecord segment = recycled ?? new SegmentRecord();
        segment.Clear();
        _recorder.Begin(segment);
        Status = _recorder.Run();
        if (Status is not RunStatus.Paused and not RunStatus.Halted)
        {
            return null;
        }

        _recorder.End(Status);
        return segment;
    }

    /// <summary>Moves the tree to the end of a segment, and writes the segment's nodes and roots.</summary>
    internal void ApplyToTree(SegmentRecord segment) => _tree.Apply(segment);

    private static IEnumerable<ImageWord> InitialWords(ProgramImage program, ReadOnlySpan<byte> input)
    {
        List<ImageWord> words = [.. program.Data];
        words.Add(new ImageWord(MemoryMap.InputBase, (ulong)input.Length));
        for (int i = 0; i < input.Length; i += 8)
        {
            ulong word = 0;
            for (int j = 0; j < 8 && i + j < input.Length; j++)
            {
                word |= (ulong)input[i + j] << (8 * j);
            }

            if (word != 0)
            {
                words.Add(new ImageWord(MemoryMap.InputBase + 8 + (uint)i, word));
            }
        }

        return words;
    }
}
