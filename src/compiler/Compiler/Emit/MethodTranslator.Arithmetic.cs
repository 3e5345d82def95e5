using System.Globalization;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>Arithmetic, comparison and conversion; nothing is left undefined.</summary>
internal sealed partial class MethodTranslator
{
    // Brings both operands to one kind; a pointer becomes an integer.
    private (string Type, string Left, string Right, StackKind Kind) Unify(Value left, Value right)
    {
        StackKind kind = left.Kind == StackKind.Int32 && right.Kind == StackKind.Int32
            ? StackKind.Int32
            : StackKind.Int64;
        string type = kind == StackKind.Int32 ? "i32" : "i64";
        return (type, Coerce(left, kind).Text, Coerce(right, kind).Text, kind);
    }

    private void Binary(string operation)
    {
        Value right = Pop();
        Value left = Pop();
        (string type, string a, string b, StackKind kind) = Unify(left, right);
        Push(new Value(kind, _writer.Assign($"{operation} {type} {a}, {b}")));
    }

    private void Add()
    {
        Value right = Pop();
        Value left = Pop();
        if (left.Kind == StackKind.Pointer && right.Kind != StackKind.Pointer)
        {
            Push(PointerPlus(left.Text, Coerce(right, StackKind.Int64).Text));
            return;
        }

        if (right.Kind == StackKind.Pointer && left.Kind != StackKind.Pointer)
        {
            Push(PointerPlus(right.Text, Coerce(left, StackKind.Int64).Text));
            return;
        }

        Push(left);
        Push(right);
        Binary("add");
    }

    private void Subtract()
    {
        Value right = Pop();
        Value left = Pop();
        if (left.Kind == StackKind.Pointer && right.Kind != StackKind.Pointer)
        {
            string negative =
                _writer.Assign($"sub i64 0, {Coerce(right, StackKind.Int64).Text}");
            Push(PointerPlus(left.Text, negative));
            return;
        }

        Push(left);
        Push(right);
        Binary("sub");
    }

    private Value PointerPlus(string pointer, string offset) =>
        Value.Pointer(_writer.Assign($"getelementptr i8, ptr {pointer}, i64 {offset}"));

    private void Checked(string operation)
    {
        Value right = Pop();
        Value left = Pop();
        (string type, string a, string b, StackKind kind) = Unify(left, right);
        string pair = _writer.Assign(
            $"call {{ {type}, i1 }} @llvm.{operation}.with.overflow.{type}({type} {a}, {type} {b})");
        string overflow = _writer.Assign($"extractvalue {{ {type}, i1 }} {pair}, 1");
        _writer.TrapIf(overflow, TrapCode.Overflow);
        Push(new Value(kind, _writer.Assign($"extractvalue {{ {type}, i1 }} {pair}, 0")));
    }

    private void Divide(string operation)
    {
        Value right = Pop();
        Value left = Pop();
        (string type, string a, string b, StackKind kind) = Unify(left, right);
        if (!right.TryConstant(out long divisor) || divisor == 0)
        {
            string isZero = _writer.Assign($"icmp eq {type} {b}, 0");
            _writer.TrapIf(isZero, TrapCode.DivideByZero);
        }

        if (operation[0] == 's' && (!right.TryConstant(out divisor) || divisor == -1))
        {
            string minimum = kind == StackKind.Int32
                ? int.MinValue.ToString(CultureInfo.InvariantCulture)
                : long.MinValue.ToString(CultureInfo.InvariantCulture);
            string isMinimum = _writer.Assign($"icmp eq {type} {a}, {minimum}");
            string isMinusOne = _writer.Assign($"icmp eq {type} {b}, -1");
            string both = _writer.Assign($"and i1 {isMinimum}, {isMinusOne}");
            _writer.TrapIf(both, TrapCode.Overflow);
        }

        Push(new Value(kind, _writer.Assign($"{operation} {type} {a}, {b}")));
    }

    private void Shift(string operation)
    {
        Value count = Pop();
        Value value = Pop();
        if (value.Kind == StackKind.Pointer)
        {
            value = Coerce(value, StackKind.Int64);
        }

        int mask = value.Kind == StackKind.Int32 ? 31 : 63;
        string amount = Coerce(count, value.Kind).Text;
        string masked = count.TryConstant(out long constant) && constant >= 0 && constant <= mask
            ? amount
            : _writer.Assign($"and {value.Llvm} {amount}, {mask}");
        Push(new Value(
            value.Kind, _writer.Assign($"{operation} {value.Llvm} {value.Text}, {masked}")));
    }

    private void Negate()
    {
        Value value = Pop();
        Push(new Value(value.Kind, _writer.Assign($"sub {value.Llvm} 0, {value.Text}")));
    }

    private void Not()
    {
        Value value = Pop();
        Push(new Value(value.Kind, _writer.Assign($"xor {value.Llvm} {value.Text}, -1")));
    }

    private string Compare(string predicate, Value left, Value right)
    {
        if (left.Kind == StackKind.Pointer || right.Kind == StackKind.Pointer)
        {
            string p = Coerce(left, StackKind.Pointer).Text;
            string q = Coerce(right, StackKind.Pointer).Text;
            return _writer.Assign($"icmp {predicate} ptr {p}, {q}");
        }

        (string type, string a, string b, _) = Unify(left, right);
        return _writer.Assign($"icmp {predicate} {type} {a}, {b}");
    }

    private static bool? FoldCompare(string predicate, Value left, Value right)
    {
        if (!left.TryConstant(out long a) || !right.TryConstant(out long b))
        {
            return null;
        }

        return predicate switch
        {
            "eq" => a == b,
            "ne" => a != b,
            "slt" => a < b,
            "sgt" => a > b,
            "sle" => a <= b,
            "sge" => a >= b,
            _ => null,
        };
    }

    private void PushCompare(string predicate)
    {
        Value right = Pop();
        Value left = Pop();
        if (FoldCompare(predicate, left, right) is { } known)
        {
            Push(Value.Int32(known ? 1 : 0));
            return;
        }

        string condition = Compare(predicate, left, right);
        Push(new Value(StackKind.Int32, _writer.Assign($"zext i1 {condition} to i32")));
    }

    /// <summary>conv.i1 ... conv.u8: truncates, then widens by the target's sign.</summary>
    private void Convert(int bits, bool isSigned, bool isNative)
    {
        Value value = Pop();
        if (isNative && value.Kind == StackKind.Pointer)
        {
            Push(value);
            return;
        }

        if (value.TryConstant(out long constant))
        {
            Push(ConvertConstant(value, constant, bits, isSigned));
            return;
        }

        if (bits == 64)
        {
            Push(value.Kind == StackKind.Int32 && !isSigned
                ? new Value(
                    StackKind.Int64, _writer.Assign($"zext i32 {value.Text} to i64"))
                : Coerce(value, StackKind.Int64));
            return;
        }

        string word = Coerce(value, StackKind.Int32).Text;
        if (bits < 32)
        {
            string narrow = _writer.Assign($"trunc i32 {word} to i{bits}");
            word = _writer.Assign($"{(isSigned ? "sext" : "zext")} i{bits} {narrow} to i32");
        }

        Push(new Value(StackKind.Int32, word));
    }

    private static Value ConvertConstant(Value value, long constant, int bits, bool isSigned)
    {
        if (bits == 64)
        {
            bool widen = value.Kind == StackKind.Int32 && !isSigned;
            return Value.Int64(widen ? (uint)constant : constant);
        }

        return Value.Int32((bits, isSigned) switch
        {
            (8, true) => (sbyte)constant,
            (8, false) => (byte)constant,
            (16, true) => (short)constant,
            (16, false) => (ushort)constant,
            _ => (int)constant,
        });
    }

    /// <summary>conv.ovf.*: traps where the value does not fit.</summary>
    private void ConvertChecked(int bits, bool isSigned, bool fromUnsigned)
    {
        Value value = Pop();
        string extend = fromUnsigned ? "zext" : "sext";
        string wide = value.Kind == StackKind.Int32
            ? _writer.Assign($"{extend} i32 {value.Text} to i64")
            : Coerce(value, StackKind.Int64).Text;
        if (bits == 64)
        {
            if (isSigned == fromUnsigned)
            {
                // Signed to unsigned or back: the top bit must be clear.
                string negative = _writer.Assign($"icmp slt i64 {wide}, 0");
                _writer.TrapIf(negative, TrapCode.Overflow);
            }

            Push(new Value(StackKind.Int64, wide));
            return;
        }

        long low = isSigned && !fromUnsigned ? -(1L << (bits - 1)) : 0;
        long high = isSigned ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        if (fromUnsigned)
        {
            string above = _writer.Assign($"icmp ugt i64 {wide}, {high}");
            _writer.TrapIf(above, TrapCode.Overflow);
        }
        else
        {
            string shifted = _writer.Assign($"sub i64 {wide}, {low}");
            string outside = _writer.Assign($"icmp ugt i64 {shifted}, {high - low}");
            _writer.TrapIf(outside, TrapCode.Overflow);
        }

        Push(new Value(StackKind.Int32, _writer.Assign($"trunc i64 {wide} to i32")));
    }
}
