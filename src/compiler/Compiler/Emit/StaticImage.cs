using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Static data. Static constructors run in the compiler, and the values and objects that they leave
/// in static fields become the guest's initial memory; so the guest runs none of them.
/// </summary>
internal sealed class StaticImage(GuestProgram program)
{
    private readonly Dictionary<(Type, int), string> _fields = [];
    private readonly Dictionary<(Module, int), string> _mapped = [];
    private readonly Dictionary<object, string> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly StringBuilder _text = new();

    /// <summary>The LLVM globals.</summary>
    public string Text => _text.ToString();

    /// <summary>The global that holds a static field.</summary>
    public string StaticSymbol(FieldInfo field)
    {
        (Type, int) key = (field.DeclaringType!, field.MetadataToken);
        if (!_fields.TryGetValue(key, out string? symbol))
        {
            symbol = $"@static.{_fields.Count}";
            _fields.Add(key, symbol);
            string kind = field.IsInitOnly ? "constant" : "global";
            string value = Initial(field.FieldType, ValueOf(field));
            _text.Append($"{symbol} = internal {kind} {value}, align 8\n");
        }

        return symbol;
    }

    /// <summary>The value of a readonly field, where it is a scalar or a reference.</summary>
    public bool TryConstant(FieldInfo field, out Value value)
    {
        value = default;
        bool isKnown = program.Owns(field.Module.Assembly)
            || field.DeclaringType == typeof(BitConverter);
        if (!isKnown || !field.IsInitOnly || (field.Attributes & FieldAttributes.HasFieldRVA) != 0)
        {
            return false;
        }

        TypeLayout layout = program.Layouts.Of(field.FieldType);
        if (layout.IsStruct || layout.Kind == StackKind.Int128)
        {
            return false;
        }

        object? content = ValueOf(field);
        if (layout.Kind != StackKind.Pointer)
        {
            long bits = ToInt64(content!);
            value = layout.Kind == StackKind.Int32 ? Value.Int32((int)bits) : Value.Int64(bits);
            return true;
        }

        value = content is null
            ? Value.Pointer("null")
            : Value.Pointer(ObjectSymbol(content)) with
            {
                ArrayLength = (content as Array)?.Length,
                ExactType = content is Array ? null : content.GetType(),
            };
        return true;
    }

    /// <summary>The bytes behind a field that the C# compiler initialises from the image.</summary>
    public string MappedData(FieldInfo field)
    {
        (Module, int) key = (field.Module, field.MetadataToken);
        if (!_mapped.TryGetValue(key, out string? symbol))
        {
            symbol = $"@data.{_mapped.Count}";
            _mapped.Add(key, symbol);
            byte[] bytes = new byte[program.Layouts.Of(field.FieldType).Size];
            RuntimeHelpers.InitializeArray(bytes, field.FieldHandle);
            _text.Append($"{symbol} = internal constant {Bytes(bytes)}, align 8\n");
        }

        return symbol;
    }

    /// <summary>The global that holds an object of the compiler's process.</summary>
    public string ObjectSymbol(object content)
    {
        if (!_objects.TryGetValue(content, out string? symbol))
        {
            symbol = $"@object.{_objects.Count}";
            _objects.Add(content, symbol);
            string value = content switch
            {
                string text => Initial(text),
                Array array => Initial(array),
                _ => InitialObject(content),
            };
            _text.Append($"{symbol} = internal global {value}, align 8\n");
        }

        return symbol;
    }

    private object? ValueOf(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (Exception exception) when (exception
            is TypeInitializationException or TargetInvocationException)
        {
            throw new UnsupportedTypeException(
                $"the static constructor of {field.DeclaringType} fails: "
                + exception.GetBaseException().Message);
        }
    }

    private string Initial(string text)
    {
        int id = program.TypeId(typeof(string));
        string characters = text.Length == 0
            ? "zeroinitializer"
            : $"[{string.Join(", ", text.Select(c => $"i16 {(int)c}"))}]";
        return $"<{{ i32, i32, [{text.Length} x i16] }}> "
            + $"<{{ i32 {id}, i32 {text.Length}, [{text.Length} x i16] {characters} }}>";
    }

    private string Initial(Array array)
    {
        Type type = array.GetType();
        if (!type.IsSZArray)
        {
            throw new UnsupportedTypeException($"{type} is not in the guest subset");
        }

        int id = program.TypeId(type);
        string elements = array is byte[] bytes ? Bytes(bytes) : Elements(array);
        string elementsType = TypeOf(elements);
        return $"<{{ i32, i32, {elementsType} }}> "
            + $"<{{ i32 {id}, i32 {array.Length}, {elements} }}>";
    }

    private string Elements(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        if (array.Length == 0)
        {
            return "[0 x i8] zeroinitializer";
        }

        List<string> items = [];
        foreach (object? item in array)
        {
            items.Add(Initial(element, item));
        }

        return $"[{array.Length} x {TypeOf(items[0])}] [{string.Join(", ", items)}]";
    }

    private string InitialObject(object content)
    {
        Type type = content.GetType();
        if (!program.Owns(type.Assembly))
        {
            throw new UnsupportedTypeException($"a static {type} is not in the guest subset");
        }

        List<(int Offset, int Size, string Text)> parts =
        [
            (0, 4, $"i32 {program.TypeId(type)}"),
            (4, 4, "i32 0"),
        ];
        for (Type at = type; at != typeof(object); at = at.BaseType!)
        {
            TypeLayout layout = program.Layouts.OfObject(at);
            parts.AddRange(LayoutTable.Fields(at).Select(field => (
                layout.OffsetOf(field),
                program.Layouts.Of(field.FieldType).Size,
                Initial(field.FieldType, field.GetValue(content)))));
        }

        return Packed(parts, program.Layouts.OfObject(type).Size);
    }

    private string Initial(Type type, object? value)
    {
        TypeLayout layout = program.Layouts.Of(type);
        switch (layout.Kind)
        {
            case StackKind.Struct:
                return InitialStruct(layout, value!);
            case StackKind.Int128:
                return $"i128 {value}";
            case StackKind.Pointer when type.IsPointer:
                throw new UnsupportedTypeException("a static field cannot hold a pointer");
            case StackKind.Pointer:
                return value is null ? "ptr null" : $"ptr {ObjectSymbol(value)}";
            default:
                long bits = ToInt64(value!);
                return string.Create(CultureInfo.InvariantCulture, $"{layout.Llvm} {bits}");
        }
    }

    private string InitialStruct(TypeLayout layout, object value)
    {
        Type type = layout.Type;
        if (type.IsExplicitLayout || LayoutTable.InlineArrayLength(type) > 0)
        {
            throw new UnsupportedTypeException(
                $"a static {type} (explicit layout or inline array) is not in the guest subset");
        }

        return Packed(
            LayoutTable.Fields(type).Select(field => (
                layout.OffsetOf(field),
                program.Layouts.Of(field.FieldType).Size,
                Initial(field.FieldType, field.GetValue(value)))),
            layout.Size);
    }

    // A packed LLVM struct with the gaps filled, so that offsets are ours.
    private static string Packed(IEnumerable<(int Offset, int Size, string Text)> parts, int size)
    {
        List<string> texts = [];
        int at = 0;
        foreach ((int offset, int length, string text) in parts.OrderBy(part => part.Offset))
        {
            if (offset > at)
            {
                texts.Add($"[{offset - at} x i8] zeroinitializer");
            }

            texts.Add(text);
            at = offset + length;
        }

        if (size > at)
        {
            texts.Add($"[{size - at} x i8] zeroinitializer");
        }

        return $"<{{ {string.Join(", ", texts.Select(TypeOf))} }}> "
            + $"<{{ {string.Join(", ", texts)} }}>";
    }

    private static string Bytes(byte[] bytes)
    {
        if (bytes.All(b => b == 0))
        {
            return $"[{bytes.Length} x i8] zeroinitializer";
        }

        StringBuilder text = new($"[{bytes.Length} x i8] c\"");
        foreach (byte b in bytes)
        {
            text.Append('\\').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.Append('"').ToString();
    }

    // The type in front of a constant: up to the bracket that closes it, or the first space.
    private static string TypeOf(string constant)
    {
        int depth = 0;
        for (int i = 0; i < constant.Length; i++)
        {
            depth += constant[i] is '[' or '{' or '<' ? 1 : constant[i] is ']' or '}' or '>' ? -1 : 0;
            if (depth == 0 && constant[i] == ' ')
            {
                return constant[..i];
            }
        }

        return constant;
    }

    private static long ToInt64(object value) => value switch
    {
        bool b => b ? 1 : 0,
        char c => c,
        ulong u => (long)u,
        nint n => n,
        nuint n => (long)n,
        Enum e when Enum.GetUnderlyingType(e.GetType()) == typeof(ulong) =>
            (long)System.Convert.ToUInt64(e, CultureInfo.InvariantCulture),
        IConvertible c => c.ToInt64(CultureInfo.InvariantCulture),
        _ => throw new UnsupportedTypeException($"a static {value.GetType()}"),
    };
}
