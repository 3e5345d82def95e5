using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZeroSharp.Compiler.Types;

/// <summary>
/// Layouts of types. Structs follow the sequential rules of the runtime (natural alignment, Pack,
/// Size, FieldOffset, inline arrays); objects have an 8-byte header and then their fields.
/// </summary>
internal sealed class LayoutTable
{
    /// <summary>Bytes of type id and array length before an object's first field.</summary>
    public const int HeaderSize = 8;

    private const int MaxLeaves = 16;

    private const BindingFlags InstanceFields = BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<Type, TypeLayout> _variables = [];
    private readonly Dictionary<Type, TypeLayout> _objects = [];

    /// <summary>The layout of a variable of the type: a reference for a class.</summary>
    public TypeLayout Of(Type type)
    {
        if (!_variables.TryGetValue(type, out TypeLayout? layout))
        {
            layout = Scalar(type) ?? Struct(type);
            _variables.Add(type, layout);
        }

        return layout;
    }

    /// <summary>The layout of an instance of a class, header included.</summary>
    public TypeLayout OfObject(Type type)
    {
        if (!_objects.TryGetValue(type, out TypeLayout? layout))
        {
            layout = Object(type);
            _objects.Add(type, layout);
        }

        return layout;
    }

    /// <summary>The byte offset of an instance field from its object or struct.</summary>
    public int OffsetOf(FieldInfo field)
    {
        Type owner = field.DeclaringType!;
        return (owner.IsValueType ? Of(owner) : OfObject(owner)).OffsetOf(field);
    }

    /// <summary>Instance fields that the type itself declares, in declaration order.</summary>
    public static IEnumerable<FieldInfo> Fields(Type type) => type.GetFields(InstanceFields)
        .OrderBy(field => field.MetadataToken);

    /// <summary>The element count of an inline array, or 0.</summary>
    public static int InlineArrayLength(Type type) =>
        type.GetCustomAttribute<InlineArrayAttribute>()?.Length ?? 0;

    private static TypeLayout? Scalar(Type type)
    {
        if (type == typeof(void))
        {
            return new TypeLayout
            {
                Type = type, Kind = StackKind.Void, Llvm = "void", Size = 0, Align = 1,
            };
        }

        if (type.IsByRef || type.IsPointer || !type.IsValueType)
        {
            return Make(type, StackKind.Pointer, "ptr", 8, false);
        }

        if (type.IsEnum)
        {
            type = type.GetEnumUnderlyingType();
        }

        if (type == typeof(UInt128) || type == typeof(Int128))
        {
            return Make(type, StackKind.Int128, "i128", 16, type == typeof(Int128));
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Byte => Make(type, StackKind.Int32, "i8", 1, false),
            TypeCode.SByte => Make(type, StackKind.Int32, "i8", 1, true),
            TypeCode.Char or TypeCode.UInt16 => Make(type, StackKind.Int32, "i16", 2, false),
            TypeCode.Int16 => Make(type, StackKind.Int32, "i16", 2, true),
            // A 32-bit register value is always sign-extended on RV64.
            TypeCode.Int32 or TypeCode.UInt32 => Make(type, StackKind.Int32, "i32", 4, true),
            TypeCode.Int64 or TypeCode.UInt64 => Make(type, StackKind.Int64, "i64", 8, true),
            _ when type == typeof(nint) || type == typeof(nuint) =>
                Make(type, StackKind.Int64, "i64", 8, true),
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => throw NotInteger(type),
            _ when type == typeof(Half) => throw NotInteger(type),
            _ => null,
        };
    }

    private static UnsupportedTypeException NotInteger(Type type) =>
        new($"{type.Name} is not in the guest subset");

    private static TypeLayout Make(Type type, StackKind kind, string llvm, int size, bool signed)
    {
        TypeLayout layout = new()
        {
            Type = type, Kind = kind, Llvm = llvm, Size = size, Align = size, IsSigned = signed,
        };
        layout.Leaves = [new Leaf(0, layout)];
        return layout;
    }

    private TypeLayout Struct(Type type)
    {
        StructLayoutAttribute? attribute = type.StructLayoutAttribute;
        Placement placement = Place(type, 0, attribute);
        int length = InlineArrayLength(type);
        if (length > 0)
        {
            Repeat(placement, length);
        }

        int size = Math.Max(1, RoundUp(placement.End, placement.Align));
        size = Math.Max(size, attribute?.Size ?? 0);
        return Finish(type, StackKind.Struct, size, placement);
    }

    private TypeLayout Object(Type type)
    {
        List<Type> chain = [];
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            chain.Add(at);
        }

        int end = HeaderSize;
        if (chain.Count > 1)
        {
            end = OfObject(chain[1]).Size;
        }

        Placement placement = chain.Count == 0
            ? new Placement { End = end }
            : Place(type, end, null);
        return Finish(type, StackKind.Pointer, RoundUp(placement.End, 8), placement);
    }

    private static TypeLayout Finish(Type type, StackKind kind, int size, Placement placement)
    {
        TypeLayout layout = new()
        {
            Type = type,
            Kind = kind,
            Llvm = $"[{size} x i8]",
            Size = size,
            Align = placement.Align,
            Leaves = placement.Leaves,
        };
        foreach ((FieldInfo field, int offset) in placement.Offsets)
        {
            layout.SetOffset(field, offset);
        }

        return layout;
    }

    private Placement Place(Type type, int start, StructLayoutAttribute? attribute)
    {
        bool isExplicit = attribute?.Value == LayoutKind.Explicit;
        int pack = attribute is { Pack: > 0 } ? attribute.Pack : int.MaxValue;
        Placement placement = new() { End = start };
        foreach (FieldInfo field in Fields(type))
        {
            TypeLayout layout = Of(field.FieldType);
            int align = Math.Min(layout.Align, pack);
            int offset = isExplicit
                ? field.GetCustomAttribute<FieldOffsetAttribute>()!.Value
                : RoundUp(placement.End, align);
            placement.Offsets.Add((field, offset));
            placement.Align = Math.Max(placement.Align, align);
            placement.End = Math.Max(placement.End, offset + layout.Size);
            placement.Add(layout, offset, align);
        }

        // The size can be larger than the fields, as in fixed buffers: then no leaf covers it.
        if (isExplicit || attribute?.Size > placement.End)
        {
            placement.Leaves = null;
        }

        return placement;
    }

    private static void Repeat(Placement placement, int length)
    {
        int stride = placement.End;
        List<Leaf>? element = placement.Leaves;
        placement.End = stride * length;
        if (element is null || element.Count * length > MaxLeaves)
        {
            placement.Leaves = null;
            return;
        }

        placement.Leaves =
        [
            .. Enumerable.Range(0, length).SelectMany(i => element
                .Select(leaf => new Leaf(leaf.Offset + (i * stride), leaf.Scalar))),
        ];
    }

    private static int RoundUp(int value, int align) => (value + align - 1) / align * align;

    private sealed class Placement
    {
        public List<(FieldInfo Field, int Offset)> Offsets { get; } = [];

        public List<Leaf>? Leaves { get; set; } = [];

        public int End { get; set; }

        public int Align { get; set; } = 1;

        public void Add(TypeLayout layout, int offset, int align)
        {
            // Underaligned fields of packed structs move as bytes.
            if (layout.Leaves is null || align < layout.Align || Leaves is null
                || Leaves.Count + layout.Leaves.Count > MaxLeaves)
            {
                Leaves = null;
                return;
            }

            Leaves.AddRange(layout.Leaves
                .Select(leaf => new Leaf(leaf.Offset + offset, leaf.Scalar)));
        }
    }
}
