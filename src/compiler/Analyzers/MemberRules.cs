using Microsoft.CodeAnalysis;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>The rule, and so the advice, for a member of the class library that is not allowed.</summary>
internal static class MemberRules
{
    // The longest prefix of the type's full name decides.
    private static readonly (string Prefix, DiagnosticDescriptor Rule)[] Prefixes =
    [
        ("System.Array", Rules.ClassLibrary),
        ("System.Single", Rules.FloatingPoint),
        ("System.Double", Rules.FloatingPoint),
        ("System.Decimal", Rules.FloatingPoint),
        ("System.Half", Rules.FloatingPoint),
        ("System.MathF", Rules.FloatingPoint),
        ("System.Delegate", Rules.Delegate),
        ("System.MulticastDelegate", Rules.Delegate),
        ("System.Object", Rules.ObjectMethod),
        ("System.ValueType", Rules.ObjectMethod),
        ("System.Collections.", Rules.Collection),
        ("System.Linq.", Rules.Collection),
        ("System.Linq.Expressions.", Rules.Reflection),
        ("System.Runtime.InteropServices.CollectionsMarshal", Rules.Collection),
        ("System.String", Rules.Text),
        ("System.Text.", Rules.Text),
        ("System.Convert", Rules.Text),
        ("System.IFormattable", Rules.Text),
        ("System.Runtime.CompilerServices.DefaultInterpolatedStringHandler", Rules.Text),
        ("System.Type", Rules.Reflection),
        ("System.Activator", Rules.Reflection),
        ("System.Reflection.", Rules.Reflection),
        ("System.Attribute", Rules.Reflection),
        ("System.Threading.", Rules.Thread),
        ("System.Threading.Tasks.", Rules.StateMachine),
        ("System.Runtime.CompilerServices.Async", Rules.StateMachine),
        ("System.GC", Rules.Thread),
        ("System.DateTime", Rules.Environment),
        ("System.DateOnly", Rules.Environment),
        ("System.TimeOnly", Rules.Environment),
        ("System.TimeProvider", Rules.Environment),
        ("System.TimeZoneInfo", Rules.Environment),
        ("System.Diagnostics.", Rules.Environment),
        ("System.Environment", Rules.Environment),
        ("System.AppContext", Rules.Environment),
        ("System.AppDomain", Rules.Environment),
        ("System.Random", Rules.Environment),
        ("System.Security.Cryptography.RandomNumberGenerator", Rules.Environment),
        ("System.Guid", Rules.Environment),
        ("System.HashCode", Rules.Environment),
        ("System.Console", Rules.Environment),
        ("System.IO.", Rules.Environment),
        ("System.Net.", Rules.Environment),
        ("System.Runtime.InteropServices.RuntimeInformation", Rules.Environment),
        ("System.Runtime.Intrinsics.", Rules.Vector),
        ("System.Numerics.Vector", Rules.Vector),
        ("System.Numerics.Matrix", Rules.FloatingPoint),
        ("System.Numerics.Quaternion", Rules.FloatingPoint),
        ("System.Numerics.Complex", Rules.FloatingPoint),
    ];

    /// <summary>The rule for a method or field that the guest subset lacks.</summary>
    public static DiagnosticDescriptor For(ISymbol member)
    {
        INamedTypeSymbol type = member.ContainingType;
        if (type.TypeKind == TypeKind.Delegate)
        {
            return Rules.Delegate;
        }

        if (IsText(member))
        {
            return Rules.Text;
        }

        if (type.SpecialType == SpecialType.System_Enum && member.Name is "Equals" or "GetHashCode" or "ToString")
        {
            return Rules.ObjectMethod;
        }

        string name = ClassLibrary.FullName(type);
        return Prefixes
            .Where(entry => name.StartsWith(entry.Prefix, StringComparison.Ordinal)
                && IsWhole(name, entry.Prefix))
            .OrderByDescending(entry => entry.Prefix.Length)
            .Select(entry => entry.Rule)
            .FirstOrDefault() ?? Rules.ClassLibrary;
    }

    /// <summary>The argument that names a member in a message of a rule.</summary>
    public static string Describe(DiagnosticDescriptor rule, ISymbol member)
    {
        string name = member.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        return IsQuoted(rule) ? name : $"'{name}'";
    }

    // The other messages begin with a description that need not be a name.
    private static bool IsQuoted(DiagnosticDescriptor rule) =>
        rule.MessageFormat.ToString().StartsWith("'{0}'", StringComparison.Ordinal);

    private static bool IsText(ISymbol member) =>
        member.Name is "Parse" or "TryParse" or "TryFormat" || (member.Name == "ToString"
            && member.ContainingType.SpecialType is not (SpecialType.System_Object
                or SpecialType.System_ValueType or SpecialType.System_Enum));

    // A prefix that is no namespace ends at the type's name, at its arity or at a family of types.
    private static bool IsWhole(string name, string prefix) => prefix.EndsWith(".", StringComparison.Ordinal)
        || name.Length == prefix.Length || !char.IsLower(name[prefix.Length]);
}
