namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// The replay of a segment differs from what its input says: the input is damaged, or made for another
/// program.
/// </summary>
public sealed class SegmentInputException(string message) : Exception(message);
