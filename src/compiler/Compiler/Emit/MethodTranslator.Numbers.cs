using System.Reflection;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Bit operations, wide multiplication and 128-bit integers.</summary>
internal sealed partial class MethodTranslator
{
    private bool BitMethod(MethodBase method)
    {
        switch (method.Name)
        {
            case "RotateLeft":
                Rotate("fshl");
                return true;
            case "RotateRight":
                Rotate("fshr");
                return true;
            case "LeadingZeroCount":
                CountBits("ctlz", ", i1 false");
                return true;
            case "TrailingZeroCount":
                CountBits("cttz", ", i1 false");
                return true;
            case "PopCount":
                CountBits("ctpop", string.Empty);
                return true;
            case "Log2":
                Value value = Pop();
                string nonZero = _writer.Assign($"or {value.Llvm} {value.Text}, 1");
                Push(value with { Text = nonZero });
                CountBits("ctlz", ", i1 true");
                Value zeros = Pop();
                int top = value.Kind == StackKind.Int32 ? 31 : 63;
                Push(new Value(
                    StackKind.Int32, _writer.Assign($"sub i32 {top}, {zeros.Text}")));
                return true;
            default:
                return false;
        }
    }

    private void Rotate(string operation)
    {
        Value count = Pop();
        Value value = Pop();
        string type = value.Llvm;
        string amount = Coerce(count, value.Kind).Text;
        Push(new Value(value.Kind, _writer.Assign(
            $"call {type} @llvm.{operation}.{type}({value.Typed}, {value.Typed}, {type} {amount})")));
    }

    private void CountBits(string operation, string flag)
    {
        Value value = Pop();
        string type = value.Llvm;
        string count =
            _writer.Assign($"call {type} @llvm.{operation}.{type}({value.Typed}{flag})");
        Push(Coerce(new Value(value.Kind, count), StackKind.Int32));
    }

    private bool ReverseEndianness(MethodBase method)
    {
        if (method.Name != nameof(ReverseEndianness) || method.GetParameters().Length != 1)
        {
            return false;
        }

        TypeLayout layout = _layouts.Of(((MethodInfo)method).ReturnType);
        Value value = Pop();
        if (layout.Size == 1)
        {
            Push(value);
            return true;
        }

        string type = layout.Llvm;
        string raw =
            _writer.Assign($"call {type} @llvm.bswap.{type}({type} {Stored(layout, value)})");
        Push(new Value(layout.Kind, Widened(layout, raw)));
        return true;
    }

    private bool BigMultiply(MethodBase method)
    {
        if (method.Name != nameof(Math.BigMul))
        {
            return false;
        }

        ParameterInfo[] parameters = method.GetParameters();
        Type result = ((MethodInfo)method).ReturnType;
        string extend = parameters[0].ParameterType == typeof(int)
            || parameters[0].ParameterType == typeof(long) ? "sext" : "zext";
        Value[] values = PopMany(parameters.Length);
        string type = _layouts.Of(parameters[0].ParameterType).Kind == StackKind.Int32
            ? "i64"
            : "i128";
        string a = _writer.Assign($"{extend} {values[0].Typed} to {type}");
        string b = _writer.Assign($"{extend} {values[1].Typed} to {type}");
        string product = _writer.Assign($"mul {type} {a}, {b}");
        if (parameters.Length == 2)
        {
            Push(new Value(_layouts.Of(result).Kind, product));
            return true;
        }

        string low = _writer.Assign($"trunc i128 {product} to i64");
        Store(_layouts.Of(typeof(ulong)), values[2].Text, new Value(StackKind.Int64, low));
        string high = _writer.Assign($"lshr i128 {product}, 64");
        Push(new Value(StackKind.Int64, _writer.Assign($"trunc i128 {high} to i64")));
        return true;
    }

    // The constructor with the upper and the lower half on the stack.
    private void ConstructWide()
    {
        string low = _writer.Assign($"zext i64 {PopInt64()} to i128");
        string high = _writer.Assign($"zext i64 {PopInt64()} to i128");
        string shifted = _writer.Assign($"shl i128 {high}, 64");
        Push(new Value(StackKind.Int128, _writer.Assign($"or i128 {shifted}, {low}")));
    }

    private bool WideMethod(MethodBase method)
    {
        bool isSigned = method.DeclaringType == typeof(Int128);
        string sign = isSigned ? "s" : "u";
        switch (method.Name)
        {
            case ".ctor":
                ConstructWide();
                Value built = Pop();
                Store(_layouts.Of(method.DeclaringType!), PopPointer(), built);
                return true;
            case "get_Zero" or "get_MinValue" when !isSigned:
                Push(new Value(StackKind.Int128, "0"));
                return true;
            case "get_One":
                Push(new Value(StackKind.Int128, "1"));
                return true;
            case "get_MaxValue" when !isSigned:
                Push(new Value(StackKind.Int128, "-1"));
                return true;
            case "op_Addition": WideBinary("add"); return true;
            case "op_Subtraction": WideBinary("sub"); return true;
            case "op_Multiply": WideBinary("mul"); return true;
            case "op_BitwiseAnd": WideBinary("and"); return true;
            case "op_BitwiseOr": WideBinary("or"); return true;
            case "op_ExclusiveOr": WideBinary("xor"); return true;
            case "op_Division" when !isSigned: WideDivide("udiv"); return true;
            case "op_Modulus" when !isSigned: WideDivide("urem"); return true;
            case "op_UnaryNegation": Negate(); return true;
            case "op_OnesComplement": Not(); return true;
            case "op_LeftShift": WideShift("shl"); return true;
            case "op_RightShift": WideShift(isSigned ? "ashr" : "lshr"); return true;
            case "op_UnsignedRightShift": WideShift("lshr"); return true;
            case "op_Increment": WideStep("add"); return true;
            case "op_Decrement": WideStep("sub"); return true;
            case "op_Equality": WideCompare("eq"); return true;
            case "op_Inequality": WideCompare("ne"); return true;
            case "op_LessThan": WideCompare(sign + "lt"); return true;
            case "op_LessThanOrEqual": WideCompare(sign + "le"); return true;
            case "op_GreaterThan": WideCompare(sign + "gt"); return true;
            case "op_GreaterThanOrEqual": WideCompare(sign + "ge"); return true;
            case "op_Implicit" or "op_Explicit": return WideConversion((MethodInfo)method);
            default: return false;
        }
    }

    private void WideBinary(string operation)
    {
        Value right = Pop();
        Value left = Pop();
        Push(new Value(
            StackKind.Int128, _writer.Assign($"{operation} i128 {left.Text}, {right.Text}")));
    }

    private void WideStep(string operation)
    {
        Push(new Value(StackKind.Int128, "1"));
        WideBinary(operation);
    }

    private void WideDivide(string operation)
    {
        string isZero = _writer.Assign($"icmp eq i128 {_stack[^1].Text}, 0");
        _writer.TrapIf(isZero, TrapCode.DivideByZero);
        WideBinary(operation);
    }

    private void WideShift(string operation)
    {
        string wide = _writer.Assign($"zext i32 {PopInt32()} to i128");
        string masked = _writer.Assign($"and i128 {wide}, 127");
        Push(new Value(StackKind.Int128, masked));
        WideBinary(operation);
    }

    private void WideCompare(string predicate)
    {
        Value right = Pop();
        Value left = Pop();
        string condition = _writer.Assign($"icmp {predicate} i128 {left.Text}, {right.Text}");
        Push(new Value(StackKind.Int32, _writer.Assign($"zext i1 {condition} to i32")));
    }

    private bool WideConversion(MethodInfo method)
    {
        Type from = method.GetParameters()[0].ParameterType;
        TypeLayout source = _layouts.Of(from);
        TypeLayout target = _layouts.Of(method.ReturnType);
        Value value = Pop();
        if (target.Kind == StackKind.Int128)
        {
            bool isSigned = from == typeof(sbyte) || from == typeof(short) || from == typeof(int)
                || from == typeof(long) || from == typeof(nint);
            string wide = source.Kind == StackKind.Int128
                ? value.Text
                : _writer.Assign($"{(isSigned ? "sext" : "zext")} {value.Typed} to i128");
            Push(new Value(StackKind.Int128, wide));
            return true;
        }

        string raw = _writer.Assign($"trunc i128 {value.Text} to {target.Llvm}");
        Push(new Value(target.Kind, Widened(target, raw)));
        return true;
    }
}
