using System.Reflection;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>
/// Methods of the class library that the compiler knows (KnownMethods lists them). Others come from C#
/// replacements in the guest runtime; the class library's own IL is not compiled, so a new .NET cannot
/// change a guest.
/// </summary>
internal sealed partial class MethodTranslator
{
    private bool TryIntrinsic(MethodBase method)
    {
        Type type = method.DeclaringType!;
        if (_program.Owns(method.Module.Assembly))
        {
            return GuestMethod(method, type);
        }

        if (KnownMethods.IsSupportTest(method.Name))
        {
            Push(Value.Int32(0));
            return true;
        }

        if (KnownMethods.IsThrow(method.Name, method.IsStatic))
        {
            return ThrowInLibrary(method.Name);
        }

        string owner = GuestProgram.DefinitionName(type);
        return KnownMethods.Contains(owner, method.Name, ParameterTypeNames(method))
            && TryIntrinsic(owner, method, type);
    }

    // As the method's definition has them: T and not int. Methods of array types have no definition.
    private static IEnumerable<string> ParameterTypeNames(MethodBase method) =>
        method.DeclaringType!.IsArray
            ? []
            : method.Module.ResolveMethod(method.MetadataToken)!.GetParameters()
                .Select(parameter => parameter.ParameterType.Name);

    private bool TryIntrinsic(string owner, MethodBase method, Type type) => owner switch
    {
        "System.Object" => ObjectMethod(method.Name),
        "System.Array" => ArrayMethod(method),
        "System.Span`1" or "System.ReadOnlySpan`1" => SpanMethod(method, type),
        "System.Runtime.CompilerServices.Unsafe" => UnsafeMethod(method),
        "System.Runtime.InteropServices.MemoryMarshal" => MarshalMethod(method),
        "System.Runtime.CompilerServices.RuntimeHelpers" => RuntimeHelperMethod(method),
        "System.Numerics.BitOperations" => BitMethod(method),
        "System.Buffers.Binary.BinaryPrimitives" => ReverseEndianness(method),
        "System.Math" => BigMultiply(method),
        "System.UInt128" or "System.Int128" => WideMethod(method),
        "System.Type" => TypeMethod(method.Name),
        "System.ArgumentNullException" => ThrowIfNull(method),
        "System.Diagnostics.Debug" => Discard(method),
        "System.String" => StringMethod(method.Name),
        "System.Collections.Generic.EqualityComparer`1" => DefaultComparer(method, type),
        _ => false,
    };

    private bool GuestMethod(MethodBase method, Type type)
    {
        if (method.Name != "get_IsGuest" || type.FullName != "ZeroSharp.Guest.Runtime.Machine")
        {
            return false;
        }

        Push(Value.Int32(1));
        return true;
    }

    private bool ObjectMethod(string name)
    {
        if (name != ".ctor")
        {
            return false;
        }

        Pop();
        return true;
    }

    private bool Discard(MethodBase method)
    {
        PopMany(method.GetParameters().Length);
        return true;
    }

    private bool ThrowIfNull(MethodBase method)
    {
        Value[] arguments = PopMany(method.GetParameters().Length);
        RequireNonNull(Coerce(arguments[0], StackKind.Pointer).Text);
        return true;
    }

    // Records compare their fields with EqualityComparer<T>.Default.Equals.
    private bool DefaultComparer(MethodBase method, Type type)
    {
        if (method.Name == "get_Default")
        {
            Push(Value.Pointer("null"));
            return true;
        }

        Type compared = type.GetGenericArguments()[0];
        if (method.Name != "Equals" || method.GetParameters().Length != 2 || !compared.IsValueType)
        {
            return false;
        }

        Value[] arguments = PopMany(3);
        if (compared.IsEnum)
        {
            Push(arguments[1]);
            Push(arguments[2]);
            PushCompare("eq");
            return true;
        }

        Type equatable = typeof(IEquatable<>).MakeGenericType(compared);
        if (!equatable.IsAssignableFrom(compared))
        {
            throw Unsupported($"{compared} is compared but is not an IEquatable of itself");
        }

        TypeLayout layout = _layouts.Of(compared);
        string first = _writer.Variable(layout.Llvm, layout.AccessAlign);
        Store(layout, first, arguments[1]);
        Push(Value.Pointer(first));
        PushMany([arguments[2]]);
        Call(Implementation(compared, equatable.GetMethod("Equals")!), false);
        return true;
    }

    // The class library throws through these; the name tells the exception.
    private bool ThrowInLibrary(string name)
    {
        _writer.Trap(name.Contains("ArgumentOutOfRange", StringComparison.Ordinal)
            ? TrapCode.ArgumentOutOfRange
            : TrapCode.Thrown);
        return true;
    }

    private bool StringMethod(string name)
    {
        switch (name)
        {
            case "get_Length":
                Push(LengthOf(Pop()));
                return true;
            case "get_Chars":
                LoadElement(typeof(char));
                return true;
            default:
                return false;
        }
    }

    private bool TypeMethod(string name)
    {
        if (name == "GetTypeFromHandle")
        {
            return true;
        }

        if (name is not ("op_Equality" or "op_Inequality"))
        {
            return false;
        }

        Value right = PopToken();
        Value left = PopToken();
        if (left.Member is null || right.Member is null)
        {
            throw Unsupported("types can only be compared as typeof(A) == typeof(B)");
        }

        bool equal = Equals(left.Member, right.Member);
        Push(Value.Int32(equal == (name == "op_Equality") ? 1 : 0));
        return true;
    }

    private bool ArrayMethod(MethodBase method)
    {
        string arguments = string.Join(
            ',', method.GetParameters().Select(parameter => parameter.ParameterType.Name));
        switch ($"{method.Name}({arguments})")
        {
            case "get_Length()":
                Push(LengthOf(Pop()));
                return true;
            case "Clear(Array)":
                Value all = Pop();
                string length = LengthOf(all).Text;
                _writer.Line($"call void @zs.clear(ptr {all.Text}, i32 0, i32 {length})");
                return true;
            case "Clear(Array,Int32,Int32)":
                Value[] range = PopMany(3);
                RequireNonNull(range[0].Text);
                _writer.Line($"call void @zs.clear(ptr {range[0].Text}, i32 {range[1].Text}, "
                    + $"i32 {range[2].Text})");
                return true;
            case "Copy(Array,Array,Int32)":
                Value[] copy = PopMany(3);
                CopyArray(copy[0], Value.Int32(0), copy[1], Value.Int32(0), copy[2]);
                return true;
            case "Copy(Array,Int32,Array,Int32,Int32)":
                Value[] part = PopMany(5);
                CopyArray(part[0], part[1], part[2], part[3], part[4]);
                return true;
            default:
                return false;
        }
    }

    private void CopyArray(Value source, Value from, Value target, Value to, Value count)
    {
        RequireNonNull(source.Text);
        RequireNonNull(target.Text);
        _writer.Line($"call void @zs.copy(ptr {source.Text}, i32 {from.Text}, ptr {target.Text}, "
            + $"i32 {to.Text}, i32 {count.Text})");
    }

    private bool SpanMethod(MethodBase method, Type type)
    {
        switch (method.Name)
        {
            case "get_Length":
                Push(SpanLength(PopPointer(), type));
                return true;
            case "get_Item":
                Value index = Pop();
                string span = PopPointer();
                string length = SpanLength(span, type).Text;
                string data = Load(_layouts.Of(typeof(object)), span).Text;
                int size = _layouts.Of(type.GetGenericArguments()[0]).Size;
                Push(Value.Pointer(CheckedElement(data, length, index, size)));
                return true;
            default:
                return false;
        }
    }

    private Value SpanLength(string span, Type type)
    {
        FieldInfo field = LayoutTable.Fields(type).Single(candidate => candidate.Name == "_length");
        string address = Offset(span, _layouts.OffsetOf(field));
        return Load(_layouts.Of(typeof(int)), address, LengthRange);
    }

    private bool MarshalMethod(MethodBase method)
    {
        switch (method.Name)
        {
            case "CreateSpan" or "CreateReadOnlySpan":
                Value length = Coerce(Pop(), StackKind.Int32);
                Value reference = Coerce(Pop(), StackKind.Pointer);
                PushSpan(((MethodInfo)method).ReturnType, reference, length);
                return true;
            case "GetReference":
                Value span = Pop();
                Push(Load(_layouts.Of(typeof(object)), span.Text));
                return true;
            case "GetArrayDataReference" when method.IsGenericMethod:
                string array = PopPointer();
                RequireNonNull(array);
                Push(Value.Pointer(Offset(array, LayoutTable.HeaderSize)));
                return true;
            default:
                return false;
        }
    }

    private void PushSpan(Type type, Value reference, Value length)
    {
        Value created = NewStruct(_layouts.Of(type));
        foreach (FieldInfo field in LayoutTable.Fields(type))
        {
            Value value = field.Name == "_length" ? length : reference;
            string address = Offset(created.Text, _layouts.OffsetOf(field));
            Store(_layouts.Of(field.FieldType), address, value);
        }

        Push(created);
    }

    private bool RuntimeHelperMethod(MethodBase method)
    {
        switch (method.Name)
        {
            case "IsReferenceOrContainsReferences":
                bool holds = HoldsReferences(method.GetGenericArguments()[0]);
                Push(Value.Int32(holds ? 1 : 0));
                return true;
            case "InitializeArray":
                FieldInfo initial = (FieldInfo)Pop().Member!;
                string array = PopPointer();
                string target = Offset(array, LayoutTable.HeaderSize);
                _writer.Line($"call void @llvm.memcpy.p0.p0.i64(ptr align 8 {target}, ptr align 8 "
                    + $"{_program.Image.MappedData(initial)}, "
                    + $"i64 {_layouts.Of(initial.FieldType).Size}, i1 false)");
                return true;
            case "CreateSpan":
                FieldInfo data = (FieldInfo)Pop().Member!;
                Type span = ((MethodInfo)method).ReturnType;
                int size = _layouts.Of(span.GetGenericArguments()[0]).Size;
                PushSpan(
                    span,
                    Value.Pointer(_program.Image.MappedData(data)),
                    Value.Int32(_layouts.Of(data.FieldType).Size / size));
                return true;
            default:
                return false;
        }
    }

    private static bool HoldsReferences(Type type) => !type.IsValueType
        ? !type.IsPointer
        : !type.IsPrimitive && !type.IsEnum
            && LayoutTable.Fields(type).Any(field => HoldsReferences(field.FieldType));
}
