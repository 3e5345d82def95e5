namespace ZeroSharp.Stark.Pcs;

/// <summary>What the verifier knows of a committed matrix.</summary>
/// <param name="Root">The root of its Merkle tree, 32 bytes.</param>
/// <param name="Width">Its number of columns, at least one.</param>
public readonly record struct CommittedMatrix(byte[] Root, int Width);
