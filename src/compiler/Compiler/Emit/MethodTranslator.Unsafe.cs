using System.Reflection;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>System.Runtime.CompilerServices.Unsafe.</summary>
internal sealed partial class MethodTranslator
{
    private bool UnsafeMethod(MethodBase method)
    {
        Type[] types = method.IsGenericMethod ? method.GetGenericArguments() : [];
        switch (method.Name)
        {
            case "As" or "AsRef" or "AsPointer" or "UnboxUnsafe":
                Push(Value.Pointer(PopPointer()));
                return true;
            case "NullRef":
                Push(Value.Pointer("null"));
                return true;
            case "SkipInit":
                Pop();
                return true;
            case "SizeOf":
                Push(Value.Int32(_layouts.Of(types[0]).Size));
                return true;
            case "Add" or "Subtract":
                MovePointer(_layouts.Of(types[0]).Size, method.Name == "Subtract");
                return true;
            case "AddByteOffset" or "SubtractByteOffset":
                MovePointer(1, method.Name == "SubtractByteOffset");
                return true;
            case "AreSame":
                PushCompare("eq");
                return true;
            case "IsNullRef":
                Push(Value.Pointer("null"));
                PushCompare("eq");
                return true;
            case "IsAddressLessThan":
                PushCompare("ult");
                return true;
            case "IsAddressGreaterThan":
                PushCompare("ugt");
                return true;
            case "ByteOffset":
                string target = PopInt64();
                string origin = PopInt64();
                Push(new Value(StackKind.Int64, _writer.Assign($"sub i64 {target}, {origin}")));
                return true;
            case "Read":
                Push(Load(_layouts.Of(types[0]), PopPointer()));
                return true;
            case "Write":
                StoreIndirect(types[0]);
                return true;
            case "ReadUnaligned":
                _isUnaligned = _layouts.Of(types[0]).Align > 1;
                Push(Load(_layouts.Of(types[0]), PopPointer()));
                return true;
            case "WriteUnaligned":
                _isUnaligned = _layouts.Of(types[0]).Align > 1;
                StoreIndirect(types[0]);
                return true;
            case "BitCast":
                BitCast(_layouts.Of(types[0]), _layouts.Of(types[1]));
                return true;
            case "CopyBlock" or "CopyBlockUnaligned":
                CopyBlock();
                return true;
            case "InitBlock" or "InitBlockUnaligned":
                FillBlock();
                return true;
            default:
                return false;
        }
    }

    private void MovePointer(int size, bool isBackward)
    {
        Value count = Pop();
        string pointer = PopPointer();
        string offset = Coerce(count, StackKind.Int64).Text;
        if (size != 1)
        {
            offset = _writer.Assign($"mul i64 {offset}, {size}");
        }

        if (isBackward)
        {
            offset = _writer.Assign($"sub i64 0, {offset}");
        }

        Push(PointerPlus(pointer, offset));
    }

    private void BitCast(TypeLayout from, TypeLayout to)
    {
        if (from.Size != to.Size)
        {
            throw Unsupported("BitCast between types of different sizes");
        }

        Value value = Pop();
        int align = Math.Max(from.AccessAlign, to.AccessAlign);
        string memory = _writer.Variable($"[{from.Size} x i8]", align);
        if (from.IsStruct)
        {
            Copy(from, memory, value.Text);
        }
        else
        {
            Store(from, memory, value);
        }

        Push(Load(to, memory));
    }
}
