using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ZeroSharp.Compiler.Emit;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>Conditions that the guest compiler knows, so that it translates one branch only.</summary>
internal static class Condition
{
    /// <summary>The value of a condition in the guest, or null where only a run can tell.</summary>
    public static bool? ValueOf(IOperation? condition) => condition switch
    {
        null => null,
        { ConstantValue: { HasValue: true, Value: bool constant } } => constant,
        IPropertyReferenceOperation property => ValueOf(property.Property),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not => !ValueOf(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both =>
            And(ValueOf(both.LeftOperand), ValueOf(both.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either =>
            !And(!ValueOf(either.LeftOperand), !ValueOf(either.RightOperand)),
        IParenthesizedOperation inner => ValueOf(inner.Operand),
        _ => null,
    };

    private static bool? ValueOf(IPropertySymbol property)
    {
        if (property.GetMethod is not { IsStatic: true } getter)
        {
            return null;
        }

        if (GuestCode.IsClassLibrary(property))
        {
            return KnownMethods.IsSupportTest(getter.MetadataName) ? false : null;
        }

        return getter.MetadataName == "get_IsGuest"
            && ClassLibrary.FullName(property.ContainingType) == "ZeroSharp.Guest.Runtime.Machine"
            ? true
            : null;
    }

    private static bool? And(bool? left, bool? right) =>
        left == false || right == false ? false : left == true && right == true ? true : null;
}
