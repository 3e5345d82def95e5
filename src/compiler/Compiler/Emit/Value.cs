using System.Globalization;
using System.Reflection;
using ZeroSharp.Compiler.Types;

namespace ZeroSharp.Compiler.Emit;

/// <summary>An entry of the evaluation stack while a method is translated.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The LLVM operand; for a struct the address of a temporary.</param>
internal readonly record struct Value(StackKind Kind, string Text)
{
    /// <summary>The struct's layout, where the kind is a struct.</summary>
    public TypeLayout? Layout { get; init; }

    /// <summary>The length of an array that is known during translation.</summary>
    public int? ArrayLength { get; init; }

    /// <summary>The exception that a throw would throw: it exists only for its trap code.</summary>
    public Type? Exception { get; init; }

    /// <summary>What ldtoken pushed.</summary>
    public MemberInfo? Member { get; init; }

    /// <summary>The exact class of a non-null object, where it is known.</summary>
    public Type? ExactType { get; init; }

    public string Llvm => Kind switch
    {
        StackKind.Int32 => "i32",
        StackKind.Int64 => "i64",
        StackKind.Int128 => "i128",
        _ => "ptr",
    };

    /// <summary>Type and operand, as an instruction takes them.</summary>
    public string Typed => $"{Llvm} {Text}";

    public static Value Int32(long constant) =>
        new(StackKind.Int32, constant.ToString(CultureInfo.InvariantCulture));

    public static Value Int64(long constant) =>
        new(StackKind.Int64, constant.ToString(CultureInfo.InvariantCulture));

    public static Value Pointer(string text) => new(StackKind.Pointer, text);

    /// <summary>Whether the operand is an integer literal.</summary>
    public bool TryConstant(out long constant)
    {
        constant = 0;
        return Kind is StackKind.Int32 or StackKind.Int64
            && long.TryParse(
                Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out constant);
    }
}
