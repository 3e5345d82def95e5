namespace ZeroSharp.Cluster.Devnet;

/// <summary>A block that was made.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash, as hexadecimal text.</param>
/// <param name="TransactionCount">Its transactions.</param>
/// <param name="GasUsed">The gas that they used.</param>
public sealed record DevnetBlock(ulong Number, string Hash, int TransactionCount, ulong GasUsed);
