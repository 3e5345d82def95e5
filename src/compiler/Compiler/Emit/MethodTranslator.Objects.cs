using System.Reflection;
using System.Reflection.Metadata;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Allocation, casts, stack memory and tokens.</summary>
internal sealed partial class MethodTranslator
{
    // A larger dynamic stackalloc is taken as a stack overflow.
    private const int MaxDynamicStack = 1 << 20;

    private bool TranslateObject(IlInstruction instruction)
    {
        switch (instruction.Code)
        {
            case ILOpCode.Call: Call(ResolveMethod(instruction.Token), false); break;
            case ILOpCode.Callvirt: Call(ResolveMethod(instruction.Token), true); break;
            case ILOpCode.Constrained: _constrained = ResolveType(instruction.Token); break;
            case ILOpCode.Newobj: NewObject(ResolveMethod(instruction.Token)); break;
            case ILOpCode.Newarr: NewArray(ResolveType(instruction.Token)); break;
            case ILOpCode.Castclass: Cast(ResolveType(instruction.Token)); break;
            case ILOpCode.Isinst: IsInstance(ResolveType(instruction.Token)); break;
            case ILOpCode.Box: Box(ResolveType(instruction.Token)); break;
            case ILOpCode.Unbox_any: UnboxAny(ResolveType(instruction.Token)); break;
            case ILOpCode.Sizeof:
                Push(Value.Int32(_layouts.Of(ResolveType(instruction.Token)).Size));
                break;
            case ILOpCode.Ldtoken:
                Push(Value.Pointer("null") with
                {
                    Member = _method.Module.ResolveMember(
                        instruction.Token, _typeArguments, _methodArguments),
                });
                break;
            case ILOpCode.Localloc: AllocateStack(instruction); break;
            case ILOpCode.Cpblk: CopyBlock(); break;
            case ILOpCode.Initblk: FillBlock(); break;
            case ILOpCode.Ldftn or ILOpCode.Ldvirtftn:
                throw Unsupported("delegates and lambdas are not in the guest subset");
            case ILOpCode.Calli:
                throw Unsupported("function pointers are not in the guest subset");
            default:
                return false;
        }

        return true;
    }

    private void NewObject(MethodBase constructor)
    {
        Type type = constructor.DeclaringType!;
        int parameterCount = constructor.GetParameters().Length;
        if (typeof(Exception).IsAssignableFrom(type))
        {
            for (int i = 0; i < parameterCount; i++)
            {
                Pop();
            }

            Push(Value.Pointer("null") with { Exception = type });
            return;
        }

        if (typeof(Delegate).IsAssignableFrom(type) || type.IsArray || type == typeof(string))
        {
            throw Unsupported($"new {type} is not in the guest subset");
        }

        if (HasFinalizer(type))
        {
            throw Unsupported($"the finalizer of {type} is not in the guest subset: nothing runs it");
        }

        Value[] arguments = PopMany(parameterCount);
        if (_layouts.Of(type) is { Kind: StackKind.Int128 })
        {
            PushMany(arguments);
            ConstructWide();
            return;
        }

        Value created;
        if (type.IsValueType)
        {
            created = Default(_layouts.Of(type));
            if (created.Kind != StackKind.Struct)
            {
                throw Unsupported($"new {type} is not in the guest subset");
            }

            Push(Value.Pointer(created.Text));
        }
        else
        {
            int size = _layouts.OfObject(type).Size;
            string created0 = _writer.Assign(
                $"call ptr @zs.object(i32 {_program.TypeId(type)}, i64 {size})");
            created = Value.Pointer(created0) with { ExactType = type };
            Push(created);
        }

        PushMany(arguments);
        Call(constructor, false);
        Push(created);
    }

    private static bool HasFinalizer(Type type) => type
        .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
        .Any(method => method.Name == "Finalize" && method.DeclaringType != typeof(object)
            && method.GetBaseDefinition().DeclaringType == typeof(object));

    private Value[] PopMany(int count)
    {
        Value[] values = new Value[count];
        for (int i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private void PushMany(Value[] values)
    {
        foreach (Value value in values)
        {
            Push(value);
        }
    }

    private void NewArray(Type elementType)
    {
        Value length = Pop();
        int id = _program.TypeId(elementType.MakeArrayType());
        int size = _layouts.Of(elementType).Size;
        string wide = Coerce(length, StackKind.Int64).Text;
        string array = _writer.Assign($"call ptr @zs.array(i32 {id}, i64 {wide}, i64 {size})");
        Push(Value.Pointer(array) with
        {
            ArrayLength = length.TryConstant(out long known) && known is >= 0 and <= int.MaxValue
                ? (int)known
                : null,
        });
    }

    private void Cast(Type type)
    {
        Value value = Pop();
        string isInstance = _writer.Assign(
            $"call i1 {_program.TypeTest(type)}(ptr {value.Text})");
        string isNull = _writer.Assign($"icmp eq ptr {value.Text}, null");
        string fine = _writer.Assign($"or i1 {isInstance}, {isNull}");
        string wrong = _writer.Assign($"xor i1 {fine}, true");
        _writer.TrapIf(wrong, TrapCode.InvalidCast);
        Push(value);
    }

    private void IsInstance(Type type)
    {
        if (type.IsValueType)
        {
            throw Unsupported($"a test for a boxed {type} is not in the guest subset");
        }

        Value value = Pop();
        string isInstance = _writer.Assign(
            $"call i1 {_program.TypeTest(type)}(ptr {value.Text})");
        Push(Value.Pointer(_writer.Assign(
            $"select i1 {isInstance}, ptr {value.Text}, ptr null")));
    }

    // Boxing exists only to ask generic code's "is it null" and "is it an X", which are known here.
    private void Box(Type type)
    {
        if (!type.IsValueType)
        {
            return;
        }

        ILOpCode? next = NextCode;
        Pop();
        bool answer = true;
        if (next == ILOpCode.Isinst)
        {
            answer = ResolveType(_code[_at + 1].Token).IsAssignableFrom(type);
            _at++;
            next = NextCode;
        }

        if (Nullable.GetUnderlyingType(type) is not null || next is not (ILOpCode.Brtrue
            or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s or ILOpCode.Ldnull))
        {
            throw Unsupported($"boxing of {type} is not in the guest subset");
        }

        Push(Value.Int32(answer ? 1 : 0));
    }

    private void UnboxAny(Type type)
    {
        if (type.IsValueType)
        {
            throw Unsupported($"unboxing of {type} is not in the guest subset");
        }

        Cast(type);
    }

    private void AllocateStack(IlInstruction instruction)
    {
        Value size = Pop();
        string bytes = Coerce(size, StackKind.Int64).Text;
        string memory;
        if (size.TryConstant(out long constant) && !IsInLoop(instruction.Offset))
        {
            if (constant > MaxDynamicStack)
            {
                throw Unsupported($"stackalloc of more than {MaxDynamicStack} bytes");
            }

            memory = _writer.Variable($"[{Math.Max(constant, 1)} x i8]", 16);
        }
        else
        {
            string large = _writer.Assign($"icmp ugt i64 {bytes}, {MaxDynamicStack}");
            _writer.TrapIf(large, TrapCode.StackOverflow);
            memory = _writer.Assign($"alloca i8, i64 {bytes}, align 16");
        }

        if (_body.InitLocals)
        {
            _writer.Line($"call void @llvm.memset.p0.i64(ptr align 16 {memory}, i8 0, "
                + $"i64 {bytes}, i1 false)");
        }

        Push(Value.Pointer(memory));
    }

    private bool IsInLoop(int offset) => _code.Any(instruction =>
        (instruction.IsBranch && instruction.Offset >= offset && instruction.Index <= offset)
        || (instruction.Offset >= offset
            && instruction.Targets?.Any(target => target <= offset) == true));

    private void CopyBlock()
    {
        string count = Zext32(Pop());
        string source = PopPointer();
        string target = PopPointer();
        _isUnaligned = false;
        _writer.Line($"call void @llvm.memmove.p0.p0.i64(ptr {target}, ptr {source}, "
            + $"i64 {count}, i1 false)");
    }

    private void FillBlock()
    {
        string count = Zext32(Pop());
        string value = _writer.Assign($"trunc i32 {PopInt32()} to i8");
        string target = PopPointer();
        _isUnaligned = false;
        _writer.Line($"call void @llvm.memset.p0.i64(ptr {target}, i8 {value}, "
            + $"i64 {count}, i1 false)");
    }

    // Block sizes are unsigned.
    private string Zext32(Value value) => value.Kind == StackKind.Int32
        ? _writer.Assign($"zext i32 {value.Text} to i64")
        : Coerce(value, StackKind.Int64).Text;
}
