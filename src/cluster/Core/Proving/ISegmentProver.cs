using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>Proves single segments of one program.</summary>
public interface ISegmentProver
{
    /// <summary>Digest of the program, as 0x and hexadecimal digits.</summary>
    string Program { get; }

    /// <summary>Proves a segment, and verifies the proof.</summary>
    /// <param name="input">The bytes of a segment input.</param>
    /// <param name="stages">Told when a stage begins; may be null.</param>
    /// <exception cref="BadSegmentException">The input is damaged, or for another program.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    SegmentResult Prove(byte[] input, IProgress<ProofStage?>? stages, CancellationToken cancellation);
}

/// <summary>A segment's proof.</summary>
/// <param name="Proof">Its bytes.</param>
/// <param name="Report">What it took; null where nothing was measured.</param>
public sealed record SegmentResult(byte[] Proof, SegmentReport? Report);

/// <summary>A segment input is not usable. The message is one line.</summary>
public sealed class BadSegmentException(string message, Exception? inner = null) : Exception(message, inner);
