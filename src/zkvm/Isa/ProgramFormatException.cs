namespace ZeroSharp.Zkvm.Isa;

/// <summary>A file is not a program that the machine can run; the message says why.</summary>
public sealed class ProgramFormatException(string message) : Exception(message);
