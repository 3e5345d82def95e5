namespace ZeroSharp.Compiler.Types;

/// <summary>A type outside of the guest subset; the translator adds the location.</summary>
internal sealed class UnsupportedTypeException(string message) : Exception(message);
