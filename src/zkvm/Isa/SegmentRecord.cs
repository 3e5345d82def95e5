namespace ZeroSharp.Zkvm.Isa;

/// <summary>Everything that happened in one segment: what the chips' traces are made of.</summary>
public sealed class SegmentRecord
{
    public SegmentRecord()
    {
        for (int i = 0; i < Steps.Length; i++)
        {
            Steps[i] = new RecordList<StepRecord>();
        }
    }

    /// <summary>The pc of the first instruction.</summary>
    public uint FirstPc { get; set; }

    /// <summary>The pc after the last instruction; for a halt the pc of the halting ecall.</summary>
    public uint LastPc { get; set; }

    /// <summary>The clock after the last instruction: 1 + 4 * instructions.</summary>
    public uint LastTimestamp { get; set; }

    /// <summary>True if the segment ends with the halt call.</summary>
    public bool Halts { get; set; }

    /// <summary>The exit code, if the segment halts.</summary>
    public uint ExitCode { get; set; }

    public DigestWords FirstRoot { get; set; }

    public DigestWords LastRoot { get; set; }

    /// <summary>Executed instructions by <see cref="OpcodeClass"/>; environment calls are not in it.</summary>
    public RecordList<StepRecord>[] Steps { get; } = new RecordList<StepRecord>[OpcodeClasses.Count];

    /// <summary>The halt call, at most one.</summary>
    public RecordList<StepRecord> HaltCalls { get; } = new();

    public List<EcallRecord> KeccakCalls { get; } = [];

    public List<EcallRecord> MulModCalls { get; } = [];

    public List<EcallRecord> DivRemCalls { get; } = [];

    /// <summary>Words that instructions access after a long time.</summary>
    public RecordList<RefreshRecord> Refreshes { get; } = new();

    /// <summary>Touched leaves, by rising index.</summary>
    public RecordList<LeafRecord> Leaves { get; } = new();

    /// <summary>Inner nodes above the touched leaves.</summary>
    public RecordList<NodeRecord> Nodes { get; } = new();

    /// <summary>Empties the record for another segment, and keeps its memory.</summary>
    public void Clear()
    {
        foreach (RecordList<StepRecord> steps in Steps)
        {
            steps.Clear();
        }

        HaltCalls.Clear();
        KeccakCalls.Clear();
        MulModCalls.Clear();
        DivRemCalls.Clear();
        Refreshes.Clear();
        Leaves.Clear();
        Nodes.Clear();
        (FirstPc, LastPc, LastTimestamp, Halts, ExitCode) = (0, 0, 0, false, 0);
        (FirstRoot, LastRoot) = (default, default);
    }
}
