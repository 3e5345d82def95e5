namespace ZeroSharp.Compiler.Tests.Machine;

/// <summary>The machine stops without a halt: a defect of the compiled program.</summary>
internal sealed class MachineTrapException(string message) : Exception(message);
