using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Loads, stores and copies of variables.</summary>
internal sealed partial class MethodTranslator
{
    private const int MaxLeafCopies = 16;

    // Alignment and alias class: references and other data never share memory.
    private static string Access(TypeLayout scalar) =>
        $", align {scalar.AccessAlign}, !tbaa {(IsReference(scalar.Type) ? "!6" : "!7")}";

    private static bool IsReference(Type type) =>
        type.IsByRef || (!type.IsPointer && !type.IsValueType);

    private static string ZeroText(string address, TypeLayout layout)
    {
        if (layout.IsStruct)
        {
            return $"call void @llvm.memset.p0.i64(ptr align {layout.AccessAlign} {address}, "
                + $"i8 0, i64 {layout.Size}, i1 false)";
        }

        string zero = layout.Kind == StackKind.Pointer ? "null" : "0";
        return $"store {layout.Llvm} {zero}, ptr {address}{Access(layout)}";
    }

    private string Offset(string address, long offset) => offset == 0
        ? address
        : _writer.Assign($"getelementptr inbounds i8, ptr {address}, i64 {offset}");

    private Value Load(TypeLayout layout, string address, string metadata = "")
    {
        bool unaligned = _isUnaligned;
        _isUnaligned = false;
        if (layout.IsStruct)
        {
            string temporary = _writer.Temporary(layout);
            Copy(layout, temporary, address, unaligned);
            return new Value(StackKind.Struct, temporary) { Layout = layout };
        }

        string access = unaligned ? ", align 1" : Access(layout);
        string raw = _writer.Assign($"load {layout.Llvm}, ptr {address}{access}{metadata}");
        return new Value(layout.Kind, Widened(layout, raw));
    }

    private string Widened(TypeLayout layout, string raw)
    {
        if (layout.Kind != StackKind.Int32 || layout.Size == 4)
        {
            return raw;
        }

        string extend = layout.IsSigned ? "sext" : "zext";
        return _writer.Assign($"{extend} {layout.Llvm} {raw} to i32");
    }

    private void Store(TypeLayout layout, string address, Value value)
    {
        bool unaligned = _isUnaligned;
        _isUnaligned = false;
        if (layout.IsStruct)
        {
            Copy(layout, address, value.Text, unaligned);
            return;
        }

        string access = unaligned ? ", align 1" : Access(layout);
        _writer.Line($"store {layout.Llvm} {Stored(layout, value)}, ptr {address}{access}");
    }

    // The operand in the variable's own width.
    private string Stored(TypeLayout layout, Value value)
    {
        Value coerced = Coerce(value, layout.Kind);
        if (layout.Kind != StackKind.Int32 || layout.Size == 4)
        {
            return coerced.Text;
        }

        return coerced.TryConstant(out long constant)
            ? (constant & ((1L << (8 * layout.Size)) - 1)).ToString(
                System.Globalization.CultureInfo.InvariantCulture)
            : _writer.Assign($"trunc i32 {coerced.Text} to {layout.Llvm}");
    }

    private void Copy(TypeLayout layout, string target, string source, bool unaligned = false)
    {
        if (unaligned || layout.Leaves is null || layout.Leaves.Count > MaxLeafCopies)
        {
            int align = unaligned ? 1 : layout.AccessAlign;
            _writer.Line($"call void @llvm.memcpy.p0.p0.i64(ptr align {align} {target}, "
                + $"ptr align {align} {source}, i64 {layout.Size}, i1 false)");
            return;
        }

        string[] values = [.. layout.Leaves.Select(leaf => LoadLeaf(leaf, source))];
        for (int i = 0; i < values.Length; i++)
        {
            StoreLeaf(layout.Leaves[i], target, values[i]);
        }
    }

    private string LoadLeaf(Leaf leaf, string address) => _writer.Assign(
        $"load {leaf.Scalar.Llvm}, ptr {Offset(address, leaf.Offset)}{Access(leaf.Scalar)}");

    private void StoreLeaf(Leaf leaf, string address, string value)
    {
        string at = Offset(address, leaf.Offset);
        _writer.Line($"store {leaf.Scalar.Llvm} {value}, ptr {at}{Access(leaf.Scalar)}");
    }

    /// <summary>A struct temporary, not initialised, as a stack value.</summary>
    private Value NewStruct(TypeLayout layout) =>
        new(StackKind.Struct, _writer.Temporary(layout)) { Layout = layout };

    private Value Default(TypeLayout layout)
    {
        if (!layout.IsStruct)
        {
            return new Value(layout.Kind, layout.Kind == StackKind.Pointer ? "null" : "0");
        }

        Value value = NewStruct(layout);
        _writer.Line(ZeroText(value.Text, layout));
        return value;
    }

    private Value Coerce(Value value, StackKind kind)
    {
        if (value.Kind == kind)
        {
            return value;
        }

        switch (value.Kind, kind)
        {
            case (StackKind.Int32, StackKind.Int64):
                return value.TryConstant(out long constant)
                    ? Value.Int64((int)constant)
                    : new Value(kind, _writer.Assign($"sext i32 {value.Text} to i64"));
            case (StackKind.Int64, StackKind.Int32):
                return value.TryConstant(out long wide)
                    ? Value.Int32((int)wide)
                    : new Value(kind, _writer.Assign($"trunc i64 {value.Text} to i32"));
            case (StackKind.Pointer, StackKind.Int64):
                return new Value(kind, _writer.Assign($"ptrtoint ptr {value.Text} to i64"));
            case (StackKind.Int64, StackKind.Pointer):
                return value.TryConstant(out long zero) && zero == 0
                    ? Value.Pointer("null")
                    : new Value(kind, _writer.Assign($"inttoptr i64 {value.Text} to ptr"));
            case (StackKind.Int32, StackKind.Pointer):
            case (StackKind.Pointer, StackKind.Int32):
                return Coerce(Coerce(value, StackKind.Int64), kind);
            default:
                throw Unsupported($"a {value.Kind} where a {kind} is expected");
        }
    }

    private string PopPointer() => Coerce(Pop(), StackKind.Pointer).Text;

    private string PopInt32() => Coerce(Pop(), StackKind.Int32).Text;

    private string PopInt64() => Coerce(Pop(), StackKind.Int64).Text;

    private void RequireNonNull(string pointer)
    {
        string isNull = _writer.Assign($"icmp eq ptr {pointer}, null");
        _writer.TrapIf(isNull, TrapCode.NullReference);
    }
}
