using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>What the proof of a run says besides its segments.</summary>
/// <param name="Output">The program's output.</param>
/// <param name="InputRegion">The digest of the input's subtree in the first memory.</param>
/// <param name="OutputSiblings">The siblings of the output's subtree in the last memory.</param>
public sealed record RunOutcome(byte[] Output, MemoryDigest InputRegion, MemoryDigest[] OutputSiblings)
{
    /// <summary>The outcome of a run that is at its end.</summary>
    /// <exception cref="ProgramFailedException">
    /// The program trapped, ended with another exit code than 0, or its output is too long for a proof.
    /// </exception>
    public static RunOutcome Of(Segmenter run)
    {
        if (run.Status != RunStatus.Halted || run.Machine.ExitCode != 0)
        {
            throw new ProgramFailedException(
                run.Status == RunStatus.Halted
                    ? $"the program ended with exit code {run.Machine.ExitCode}"
                    : $"the program trapped at 0x{run.Machine.Pc:x}: {run.Status}");
        }

        byte[] output = run.Machine.Memory.ReadOutput()
            ?? throw new ProgramFailedException("the program's output has an impossible length");
        return output.Length <= OutputRegion.MaxLength
            ? new RunOutcome(
                output, run.InputDigest, run.Tree.Siblings(OutputRegion.Level, OutputRegion.Index))
            : throw new ProgramFailedException(
                $"an output of {output.Length} bytes; a proof has at most {OutputRegion.MaxLength}");
    }

    /// <summary>The proof of the run.</summary>
    /// <param name="key">The program's key.</param>
    /// <param name="segments">The proofs of its segments in their order.</param>
    public RunProof ToProof(ProgramKey key, IEnumerable<byte[]> segments) => new()
    {
        ProgramDigest = key.Digest.ToArray(),
        Output = Output,
        InputRegion = InputRegion,
        OutputSiblings = OutputSiblings,
        Segments = [.. segments],
    };
}
