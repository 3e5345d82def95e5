namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Exit codes of a guest that stops where .NET would throw (docs/internals/guest-subset.md).
/// </summary>
public enum TrapCode
{
    NullReference = 0x101,
    IndexOutOfRange = 0x102,
    Overflow = 0x103,
    DivideByZero = 0x104,
    InvalidCast = 0x105,
    OutOfMemory = 0x106,
    StackOverflow = 0x107,
    ArgumentOutOfRange = 0x108,

    /// <summary>Any other exception.</summary>
    Thrown = 0x109,
}
