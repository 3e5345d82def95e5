namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// The class library's methods that the compiler itself knows. The compiler translates no method as an
/// intrinsic that is not here, and the analyzer (src/compiler/Analyzers compiles this file too) reports
/// calls of methods that are neither here nor replaced in the guest runtime. A test compares the two.
/// </summary>
internal static class KnownMethods
{
    // A name stands for every overload; one with the parameters' type names for that overload only.
    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["System.Object"] = [".ctor"],
        ["System.Array"] =
        [
            "get_Length", "Clear(Array)", "Clear(Array,Int32,Int32)", "Copy(Array,Array,Int32)",
            "Copy(Array,Int32,Array,Int32,Int32)",
        ],
        ["System.String"] = ["get_Length", "get_Chars"],
        ["System.Type"] = ["GetTypeFromHandle", "op_Equality", "op_Inequality"],
        ["System.Span`1"] = ["get_Length", "get_Item"],
        ["System.ReadOnlySpan`1"] = ["get_Length", "get_Item"],
        ["System.Runtime.CompilerServices.Unsafe"] =
        [
            "As", "AsRef", "AsPointer", "NullRef", "SkipInit", "SizeOf", "Add", "Subtract",
            "AddByteOffset", "SubtractByteOffset", "AreSame", "IsNullRef", "IsAddressLessThan",
            "IsAddressGreaterThan", "ByteOffset", "Read", "Write", "ReadUnaligned",
            "WriteUnaligned", "BitCast", "CopyBlock", "CopyBlockUnaligned", "InitBlock",
            "InitBlockUnaligned",
        ],
        ["System.Runtime.InteropServices.MemoryMarshal"] =
        [
            "CreateSpan", "CreateReadOnlySpan", "GetReference", "GetArrayDataReference(T[])",
        ],
        ["System.Runtime.CompilerServices.RuntimeHelpers"] =
        [
            "IsReferenceOrContainsReferences", "InitializeArray", "CreateSpan",
        ],
        ["System.Numerics.BitOperations"] =
        [
            "RotateLeft", "RotateRight", "LeadingZeroCount", "TrailingZeroCount", "PopCount", "Log2",
        ],
        ["System.Buffers.Binary.BinaryPrimitives"] =
        [
            "ReverseEndianness(SByte)", "ReverseEndianness(Byte)", "ReverseEndianness(Int16)",
            "ReverseEndianness(UInt16)", "ReverseEndianness(Int32)", "ReverseEndianness(UInt32)",
            "ReverseEndianness(Int64)", "ReverseEndianness(UInt64)", "ReverseEndianness(IntPtr)",
            "ReverseEndianness(UIntPtr)", "ReverseEndianness(Int128)", "ReverseEndianness(UInt128)",
        ],
        ["System.Math"] = ["BigMul"],
        ["System.UInt128"] =
        [
            ".ctor", "get_Zero", "get_One", "get_MinValue", "get_MaxValue", "op_Addition",
            "op_Subtraction", "op_Multiply", "op_Division", "op_Modulus", "op_BitwiseAnd",
            "op_BitwiseOr", "op_ExclusiveOr", "op_UnaryNegation", "op_OnesComplement",
            "op_LeftShift", "op_RightShift", "op_UnsignedRightShift", "op_Increment", "op_Decrement",
            "op_Equality", "op_Inequality", "op_LessThan", "op_LessThanOrEqual", "op_GreaterThan",
            "op_GreaterThanOrEqual", "op_Implicit", "op_Explicit",
        ],
        ["System.Int128"] =
        [
            ".ctor", "get_One", "op_Addition", "op_Subtraction", "op_Multiply", "op_BitwiseAnd",
            "op_BitwiseOr", "op_ExclusiveOr", "op_UnaryNegation", "op_OnesComplement",
            "op_LeftShift", "op_RightShift", "op_UnsignedRightShift", "op_Increment", "op_Decrement",
            "op_Equality", "op_Inequality", "op_LessThan", "op_LessThanOrEqual", "op_GreaterThan",
            "op_GreaterThanOrEqual", "op_Implicit", "op_Explicit",
        ],
        ["System.ArgumentNullException"] = ["ThrowIfNull"],
        ["System.Diagnostics.Debug"] = ["Assert", "Fail", "Write", "WriteLine", "WriteIf", "WriteLineIf"],
        ["System.Collections.Generic.EqualityComparer`1"] = ["get_Default", "Equals(T,T)"],
    };

    /// <summary>Whether the compiler translates a method of the class library itself.</summary>
    /// <param name="type">Full metadata name of the declaring type, open if it is generic.</param>
    /// <param name="name">The method's metadata name.</param>
    /// <param name="parameters">Metadata names of its definition's parameter types.</param>
    public static bool Contains(string type, string name, IEnumerable<string> parameters) =>
        IsSupportTest(name) || (Names.TryGetValue(type, out string[]? names)
            && (names.Contains(name) || names.Contains($"{name}({string.Join(",", parameters)})")));

    /// <summary>Whether a property getter asks for vector instructions: false in the guest.</summary>
    public static bool IsSupportTest(string name) =>
        name is "get_IsSupported" or "get_IsHardwareAccelerated";

    /// <summary>Whether a method only throws, as the class library's throw helpers do.</summary>
    public static bool IsThrow(string name, bool isStatic) => isStatic
        && name.StartsWith("Throw", StringComparison.Ordinal)
        && !name.StartsWith("ThrowIf", StringComparison.Ordinal);

    /// <summary>
    /// Whether the class library's own IL of a type is compiled: plain data types, whose few lines
    /// cannot change meaning.
    /// </summary>
    /// <param name="type">Full metadata name, open if it is generic.</param>
    /// <param name="isPrimitive">Whether it is bool, char or an integer of up to 64 bits.</param>
    /// <param name="name">The method's metadata name.</param>
    public static bool IsCompiled(string type, bool isPrimitive, string name) =>
        type is "System.Nullable`1" or "System.Index" or "System.Range"
        || type.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
        || (isPrimitive && name is "Equals" or "CompareTo" or "GetHashCode");
}
