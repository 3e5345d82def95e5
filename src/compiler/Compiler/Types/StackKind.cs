namespace ZeroSharp.Compiler.Types;

/// <summary>What a value is on the evaluation stack.</summary>
internal enum StackKind
{
    /// <summary>No value: the result of a void method.</summary>
    Void,

    /// <summary>int32 and everything narrower.</summary>
    Int32,

    /// <summary>int64 and native int.</summary>
    Int64,

    /// <summary>UInt128 and Int128.</summary>
    Int128,

    /// <summary>Object references, managed and unmanaged pointers.</summary>
    Pointer,

    /// <summary>Any other value type; the stack holds the address of a temporary.</summary>
    Struct,
}
