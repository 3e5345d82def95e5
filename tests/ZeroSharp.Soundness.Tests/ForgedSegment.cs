using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// A run as one segment, of which a test falsifies the record before the traces are filled, or the traces.
/// As a dishonest prover would, it gives every true look-up the multiplicity that the traces ask for.
/// </summary>
internal sealed class ForgedSegment : IDisposable
{
    private readonly ProgramImage _program;
    private readonly Chip[] _chips;
    private readonly List<MachineTrace> _traces = [];

    public ForgedSegment(ProgramImage program, Action<SegmentRecord>? falsify = null)
    {
        _program = program;
        _chips = [.. MachineChips.All(program)];
        using Segmenter segmenter = new(program, [], new SegmentLimits());
        SegmentRecord segment = segmenter.Next()!;
        Output = segmenter.Machine.Memory.ReadOutput() ?? [];
        InputRegion = segmenter.InputDigest;
        OutputSiblings = segmenter.Tree.Siblings(OutputRegion.Level, OutputRegion.Index);
        falsify?.Invoke(segment);
        Claim = ClaimOf(segment);
        for (int i = 0; i < _chips.Length; i++)
        {
            Fill(i, segment);
        }
    }

    public SegmentClaim Claim { get; }

    public byte[] Output { get; }

    public MemoryDigest InputRegion { get; }

    public MemoryDigest[] OutputSiblings { get; }

    /// <summary>The trace of the chip with this name.</summary>
    public TraceMatrix Trace(string chip) => _traces.Single(trace => _chips[trace.AirIndex].Name == chip).Trace;

    /// <summary>The trace of a chip of which the segment has no row: an instance of padding.</summary>
    public TraceMatrix AddPadding(string chip)
    {
        int index = Array.FindIndex(_chips, candidate => candidate.Name == chip);
        TraceMatrix trace = new(_chips[index].Width, SmallMachine.MinLogHeight);
        _traces.Add(new MachineTrace(index, trace));
        return trace;
    }

    /// <summary>Leaves a chip out of the proof, as if the segment had no row of it.</summary>
    public void Remove(string chip) => _traces.RemoveAll(trace => _chips[trace.AirIndex].Name == chip);

    /// <summary>What is wrong with the traces and the claim together: what an accepted proof excludes.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        CountLookups();
        return TraceChecker.Check(
            [.. _traces.Select(trace => ((IAir)_chips[trace.AirIndex], trace.Trace))],
            Claim.PublicInteractions());
    }

    /// <summary>What the real prover makes of the traces.</summary>
    public byte[] Prove(ProvingKey key)
    {
        CountLookups();
        StarkProof proof = StarkProver.Prove(key, _traces, Claim.PublicInteractions(), 2, out _);
        return new SegmentProof { Claim = Claim, Proof = proof }.ToBytes();
    }

    /// <summary>A proof of the run with this segment alone.</summary>
    public RunProof RunOf(ProgramKey key, params byte[][] segments) => new()
    {
        ProgramDigest = key.Digest.ToArray(),
        Output = Output,
        InputRegion = InputRegion,
        OutputSiblings = OutputSiblings,
        Segments = segments,
    };

    public void Dispose() => _traces.ForEach(trace => trace.Trace.Dispose());

    private static SegmentClaim ClaimOf(SegmentRecord segment) => new()
    {
        FirstPc = segment.FirstPc,
        LastPc = segment.LastPc,
        LastTimestamp = segment.LastTimestamp,
        FirstRoot = FromWords(segment.FirstRoot),
        LastRoot = FromWords(segment.LastRoot),
        Halts = segment.Halts,
        ExitCode = segment.ExitCode,
    };

    private static MemoryDigest FromWords(DigestWords words)
    {
        MemoryDigest digest = default;
        for (int i = 0; i < DigestWords.Length; i++)
        {
            digest[i] = BabyBear.FromRaw(words[i]);
        }

        return digest;
    }

    private void Fill(int index, SegmentRecord segment)
    {
        Chip chip = _chips[index];
        int rows = chip.CountRows(segment);
        if (rows == 0)
        {
            return;
        }

        int logHeight = SmallMachine.MinLogHeight;
        while (1 << logHeight < rows)
        {
            logHeight++;
        }

        TraceMatrix trace = new(chip.Width, chip.Fixed?.LogHeight ?? logHeight);
        if (chip is not LookupTableChip)
        {
            LookupCounts unused = new(_program.TextBase, _program.Instructions.Length);
            chip.Fill(segment, 0, rows, trace, unused);
        }

        _traces.Add(new MachineTrace(index, trace));
    }

    private void CountLookups()
    {
        Span<BabyBear> range = Trace("Range").Column(0);
        Span<BabyBear> bytes = Trace("Bytes").Column(0);
        Span<BabyBear> program = Trace("Program").Column(0);
        range.Clear();
        bytes.Clear();
        program.Clear();
        foreach ((int bus, BabyBear multiplicity, BabyBear[] message) in Lookups())
        {
            uint first = message[0].Value;
            uint second = message[1].Value;
            switch (bus)
            {
                case Buses.Range when second <= LookupCounts.MaxRangeBits && first >> (int)second == 0:
                    range[(1 << (int)second) + (int)first] -= multiplicity;
                    break;
                case Buses.Bytes when first < ByteOperation.Count && second < 256 && message[2].Value < 256:
                    bytes[((int)first << 16) | ((int)second << 8) | (int)message[2].Value] -= multiplicity;
                    break;
                case Buses.Program when first - _program.TextBase < 4 * (uint)_program.Instructions.Length:
                    program[(int)(first - _program.TextBase) / 4] -= multiplicity;
                    break;
                default:
                    break;
            }
        }
    }

    private IEnumerable<(int Bus, BabyBear Multiplicity, BabyBear[] Message)> Lookups()
    {
        foreach (MachineTrace trace in _traces)
        {
            if (_chips[trace.AirIndex] is LookupTableChip)
            {
                continue;
            }

            for (int row = 0; row < trace.Trace.RowCount; row++)
            {
                LookupBuilder builder = new(trace.Trace, row);
                _chips[trace.AirIndex].Eval<LookupBuilder, BabyBear>(ref builder);
                foreach ((int, BabyBear, BabyBear[]) lookup in builder.Lookups)
                {
                    yield return lookup;
                }
            }
        }
    }

    // Collects what a row takes from the tables.
    private readonly struct LookupBuilder(TraceMatrix trace, int row) : IAirBuilder<BabyBear>
    {
        public List<(int Bus, BabyBear Multiplicity, BabyBear[] Message)> Lookups { get; } = [];

        public BabyBear Main(int column) => trace[row, column];

        public BabyBear FixedColumn(int column) => throw new NotSupportedException("only tables have them");

        public void AssertZero(BabyBear value, string label)
        {
        }

        public void Interact(int bus, BabyBear multiplicity, ReadOnlySpan<BabyBear> message)
        {
            if (multiplicity != BabyBear.Zero && bus is Buses.Range or Buses.Bytes or Buses.Program)
            {
                Lookups.Add((bus, multiplicity, message.ToArray()));
            }
        }
    }
}
