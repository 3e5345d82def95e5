namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// One way in which a false statement can be accepted: a challenge that happens to hide the error. Bits
/// is -log2 of its probability, grinding included.
/// </summary>
public readonly record struct SecurityTerm(string Name, double Bits);
