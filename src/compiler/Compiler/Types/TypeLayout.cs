using System.Reflection;

namespace ZeroSharp.Compiler.Types;

/// <summary>A scalar inside of a struct.</summary>
/// <param name="Offset">Byte offset from the start of the struct.</param>
/// <param name="Scalar">Its layout.</param>
internal readonly record struct Leaf(int Offset, TypeLayout Scalar);

/// <summary>Size, alignment and representation of a type as a variable.</summary>
internal sealed class TypeLayout
{
    private readonly Dictionary<int, int> _fieldOffsets = [];

    public required Type Type { get; init; }

    public required StackKind Kind { get; init; }

    /// <summary>The LLVM type of the variable; a byte array for a struct.</summary>
    public required string Llvm { get; init; }

    public required int Size { get; init; }

    public required int Align { get; init; }

    /// <summary>Whether widening to the stack keeps the sign.</summary>
    public bool IsSigned { get; init; }

    /// <summary>
    /// The scalars in order of offset, or null where they overlap or are too many to move singly.
    /// </summary>
    public IReadOnlyList<Leaf>? Leaves { get; set; }

    public bool IsStruct => Kind == StackKind.Struct;

    /// <summary>Whether the struct passes as up to six scalars (of eight argument registers).</summary>
    public bool PassesAsScalars => Leaves is { Count: <= 6 };

    /// <summary>Whether the struct returns in at most two registers.</summary>
    public bool ReturnsAsScalars => Leaves is { Count: <= 2 };

    /// <summary>The LLVM type on the evaluation stack.</summary>
    public string StackLlvm => Kind switch
    {
        StackKind.Int32 => "i32",
        StackKind.Int64 => "i64",
        StackKind.Int128 => "i128",
        StackKind.Void => "void",
        _ => "ptr",
    };

    /// <summary>
    /// Alignment to state for an access. The heap aligns to 8 bytes, also for 16-byte types.
    /// </summary>
    public int AccessAlign => Math.Min(Align, 8);

    /// <summary>Attribute that says how the caller widens a narrow argument.</summary>
    public string Extension => Kind == StackKind.Int32 && Size < 8
        ? (IsSigned ? " signext" : " zeroext")
        : string.Empty;

    public void SetOffset(FieldInfo field, int offset) =>
        _fieldOffsets.Add(field.MetadataToken, offset);

    public int OffsetOf(FieldInfo field) => _fieldOffsets[field.MetadataToken];
}
