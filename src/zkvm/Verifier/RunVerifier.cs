using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>Why the proof of a run is rejected.</summary>
public enum RunResult
{
    Accepted,

    /// <summary>The bytes are not those of a proof.</summary>
    Malformed,

    /// <summary>The proof is for another program, another machine or other parameters.</summary>
    OtherProgram,

    /// <summary>A segment does not start where the one before it, or the program, says.</summary>
    BrokenChain,

    /// <summary>The run does not end, and only there, with the halt call.</summary>
    NotHalted,

    /// <summary>The program reports a failure.</summary>
    ProgramFailed,

    /// <summary>The output is not that of the last memory.</summary>
    OutputMismatch,

    /// <summary>A segment's proof is rejected.</summary>
    SegmentRejected,
}

/// <summary>Verifies that a program halts with success and an output, for some input.</summary>
public static class RunVerifier
{
    /// <summary>Verifies a whole proof.</summary>
    /// <param name="key">The program.</param>
    /// <param name="proof">The proof in its parts.</param>
    /// <param name="segment">The segment that is at fault, or -1.</param>
    public static RunResult Verify(ProgramKey key, RunProof proof, out int segment)
    {
        segment = -1;
        if (!key.Digest.SequenceEqual(proof.ProgramDigest))
        {
            return RunResult.OtherProgram;
        }

        MemoryDigest inputRegion = proof.InputRegion;
        MemoryDigest root = key.FirstRoot(in inputRegion);
        uint pc = key.EntryPc;
        bool halted = false;
        for (int i = 0; i < proof.Segments.Length; i++)
        {
            segment = i;
            if (halted)
            {
                return RunResult.NotHalted;
            }

            RunResult result = SegmentVerifier.Verify(key, proof.Segments[i], pc, in root, out SegmentClaim? read);
            if (result != RunResult.Accepted)
            {
                return result;
            }

            SegmentClaim claim = read!;
            pc = claim.LastPc;
            root = claim.LastRoot;
            halted = claim.Halts;
            if (halted && claim.ExitCode != 0)
            {
                return RunResult.ProgramFailed;
            }
        }

        segment = -1;
        if (!halted)
        {
            return RunResult.NotHalted;
        }

        if (proof.Output.Length > OutputRegion.MaxLength
            || proof.OutputSiblings.Length != OutputRegion.Level)
        {
            return RunResult.Malformed;
        }

        MemoryDigest output = OutputRegion.Digest(proof.Output);
        MemoryDigest expected =
            MemoryTree.Root(in output, OutputRegion.Level, OutputRegion.Index, proof.OutputSiblings);
        return expected == root ? RunResult.Accepted : RunResult.OutputMismatch;
    }
}
