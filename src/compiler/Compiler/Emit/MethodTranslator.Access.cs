using System.Reflection;
using System.Reflection.Metadata;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Types;
using TypeLayout = ZeroSharp.Compiler.Types.TypeLayout;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Fields, array elements and indirect accesses.</summary>
internal sealed partial class MethodTranslator
{
    /// <summary>Metadata of a length: it fits an int and is not negative.</summary>
    private const string LengthRange = ", !range !0";

    private bool TranslateAccess(IlInstruction instruction)
    {
        switch (instruction.Code)
        {
            case ILOpCode.Ldfld: LoadField(ResolveField(instruction.Token)); break;
            case ILOpCode.Ldflda: LoadFieldAddress(ResolveField(instruction.Token)); break;
            case ILOpCode.Stfld: StoreField(ResolveField(instruction.Token)); break;
            case ILOpCode.Ldsfld: LoadStatic(ResolveField(instruction.Token)); break;
            case ILOpCode.Ldsflda:
                Push(Value.Pointer(StaticAddress(ResolveField(instruction.Token))));
                break;
            case ILOpCode.Stsfld:
                FieldInfo field = ResolveField(instruction.Token);
                Store(_layouts.Of(field.FieldType), StaticAddress(field), Pop());
                break;
            case ILOpCode.Ldlen: Push(LengthOf(Pop())); break;
            case ILOpCode.Ldelema: Push(ElementAddress(ResolveType(instruction.Token))); break;
            case ILOpCode.Ldelem: LoadElement(ResolveType(instruction.Token)); break;
            case ILOpCode.Stelem: StoreElement(ResolveType(instruction.Token)); break;
            case ILOpCode.Ldobj:
                Push(Load(_layouts.Of(ResolveType(instruction.Token)), PopPointer()));
                break;
            case ILOpCode.Stobj: StoreIndirect(ResolveType(instruction.Token)); break;
            case ILOpCode.Initobj:
                _writer.Line(ZeroText(PopPointer(), _layouts.Of(ResolveType(instruction.Token))));
                break;
            case ILOpCode.Cpobj:
                string source = PopPointer();
                TypeLayout layout = _layouts.Of(ResolveType(instruction.Token));
                Value value = Load(layout, source);
                Store(layout, PopPointer(), value);
                break;
            case ILOpCode.Unaligned: _isUnaligned = true; break;
            default: return TranslateTypedAccess(instruction.Code);
        }

        return true;
    }

    private bool TranslateTypedAccess(ILOpCode code)
    {
        if (IndirectType(code) is { } indirect)
        {
            if (code is >= ILOpCode.Stind_ref and <= ILOpCode.Stind_r8 or ILOpCode.Stind_i)
            {
                StoreIndirect(indirect);
            }
            else
            {
                Push(Load(_layouts.Of(indirect), PopPointer()));
            }

            return true;
        }

        if (ElementType(code) is not { } element)
        {
            return false;
        }

        if (code is >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref)
        {
            StoreElement(element);
        }
        else
        {
            LoadElement(element);
        }

        return true;
    }

    private static Type? IndirectType(ILOpCode code) => code switch
    {
        ILOpCode.Ldind_i1 or ILOpCode.Stind_i1 => typeof(sbyte),
        ILOpCode.Ldind_u1 => typeof(byte),
        ILOpCode.Ldind_i2 or ILOpCode.Stind_i2 => typeof(short),
        ILOpCode.Ldind_u2 => typeof(ushort),
        ILOpCode.Ldind_i4 or ILOpCode.Ldind_u4 or ILOpCode.Stind_i4 => typeof(int),
        ILOpCode.Ldind_i8 or ILOpCode.Stind_i8 => typeof(long),
        ILOpCode.Ldind_i or ILOpCode.Stind_i => typeof(nint),
        ILOpCode.Ldind_ref or ILOpCode.Stind_ref => typeof(object),
        _ => null,
    };

    private static Type? ElementType(ILOpCode code) => code switch
    {
        ILOpCode.Ldelem_i1 or ILOpCode.Stelem_i1 => typeof(sbyte),
        ILOpCode.Ldelem_u1 => typeof(byte),
        ILOpCode.Ldelem_i2 or ILOpCode.Stelem_i2 => typeof(short),
        ILOpCode.Ldelem_u2 => typeof(ushort),
        ILOpCode.Ldelem_i4 or ILOpCode.Ldelem_u4 or ILOpCode.Stelem_i4 => typeof(int),
        ILOpCode.Ldelem_i8 or ILOpCode.Stelem_i8 => typeof(long),
        ILOpCode.Ldelem_i or ILOpCode.Stelem_i => typeof(nint),
        ILOpCode.Ldelem_ref or ILOpCode.Stelem_ref => typeof(object),
        _ => null,
    };

    private void StoreIndirect(Type type)
    {
        Value value = Pop();
        Store(_layouts.Of(type), PopPointer(), value);
    }

    private void LoadField(FieldInfo field)
    {
        if (field.IsStatic)
        {
            Pop();
            LoadStatic(field);
            return;
        }

        TypeLayout layout = _layouts.Of(field.FieldType);
        Value owner = Pop();
        string metadata = IsSpanLength(field) ? LengthRange : string.Empty;
        string address = FieldAddress(owner, field);
        _isUnaligned = IsPacked(field);
        Push(Load(layout, address, metadata));
    }

    private static bool IsSpanLength(FieldInfo field) =>
        field.Name == "_length" && field.DeclaringType!.Namespace == "System"
            && field.DeclaringType.Name is "Span`1" or "ReadOnlySpan`1";

    private void LoadFieldAddress(FieldInfo field) =>
        Push(Value.Pointer(FieldAddress(Pop(), field)));

    private void StoreField(FieldInfo field)
    {
        Value value = Pop();
        Value owner = Pop();
        string address = FieldAddress(owner, field);
        _isUnaligned = IsPacked(field);
        Store(_layouts.Of(field.FieldType), address, value);
    }

    // A field that its struct's Pack may put off its natural alignment.
    private bool IsPacked(FieldInfo field) => _isUnaligned
        || (field.DeclaringType!.IsValueType
            && _layouts.Of(field.DeclaringType).Align < _layouts.Of(field.FieldType).Align);

    private string FieldAddress(Value owner, FieldInfo field)
    {
        string address = owner.Kind == StackKind.Struct
            ? owner.Text
            : Coerce(owner, StackKind.Pointer).Text;
        if (!field.DeclaringType!.IsValueType)
        {
            RequireNonNull(address);
        }

        return Offset(address, _layouts.OffsetOf(field));
    }

    private void LoadStatic(FieldInfo field)
    {
        RequireGuestField(field);
        if (_program.Image.TryConstant(field, out Value constant))
        {
            Push(constant);
            return;
        }

        Push(Load(_layouts.Of(field.FieldType), StaticAddress(field)));
    }

    private void RequireGuestField(FieldInfo field)
    {
        if (_program.IsHostOnly(field.DeclaringType))
        {
            throw Unsupported($"{field.DeclaringType}.{field.Name} is [HostOnly]: a guest cannot read it");
        }
    }

    private string StaticAddress(FieldInfo field)
    {
        RequireGuestField(field);
        if ((field.Attributes & FieldAttributes.HasFieldRVA) != 0)
        {
            return _program.Image.MappedData(field);
        }

        if (!_program.Owns(field.Module.Assembly))
        {
            throw Unsupported($"the static field {field.DeclaringType}.{field.Name} of the "
                + "class library is not in the guest subset");
        }

        return _program.Image.StaticSymbol(field);
    }

    private Value LengthOf(Value array)
    {
        if (array.ArrayLength is { } known)
        {
            return Value.Int32(known);
        }

        string pointer = Coerce(array, StackKind.Pointer).Text;
        RequireNonNull(pointer);
        return new Value(StackKind.Int32, ArrayLengthAt(pointer));
    }

    // The length never changes after the allocation, whatever is stored in between.
    private string ArrayLengthAt(string array) => _writer.Assign(
        $"load i32, ptr {Offset(array, 4)}, align 4{LengthRange}, !invariant.load !1");

    private Value ElementAddress(Type elementType)
    {
        Value index = Pop();
        Value array = Pop();
        string pointer = Coerce(array, StackKind.Pointer).Text;
        string length = LengthOf(array).Text;
        string data = Offset(pointer, LayoutTable.HeaderSize);
        return Value.Pointer(CheckedElement(data, length, index, _layouts.Of(elementType).Size));
    }

    /// <summary>data + index * size after the check that 0 &lt;= index &lt; length.</summary>
    private string CheckedElement(string data, string length, Value index, int size)
    {
        string wide;
        if (index.Kind == StackKind.Int32)
        {
            string outside = _writer.Assign($"icmp uge i32 {index.Text}, {length}");
            _writer.TrapIf(outside, TrapCode.IndexOutOfRange);
            wide = Coerce(index, StackKind.Int64).Text;
        }
        else
        {
            wide = Coerce(index, StackKind.Int64).Text;
            string limit = _writer.Assign($"zext i32 {length} to i64");
            string outside = _writer.Assign($"icmp uge i64 {wide}, {limit}");
            _writer.TrapIf(outside, TrapCode.IndexOutOfRange);
        }

        return _writer.Assign($"getelementptr inbounds [{size} x i8], ptr {data}, i64 {wide}");
    }

    private void LoadElement(Type elementType)
    {
        string address = ElementAddress(elementType).Text;
        Push(Load(_layouts.Of(elementType), address));
    }

    private void StoreElement(Type elementType)
    {
        Value value = Pop();
        string address = ElementAddress(elementType).Text;
        Store(_layouts.Of(elementType), address, value);
    }
}
