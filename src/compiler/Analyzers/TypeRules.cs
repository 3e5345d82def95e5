using Microsoft.CodeAnalysis;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>Types that no variable of a guest may have.</summary>
internal static class TypeRules
{
    /// <summary>The rule that a type breaks as a variable's type, and the type at fault.</summary>
    public static (DiagnosticDescriptor Rule, ITypeSymbol Type)? Broken(ITypeSymbol? type) => type switch
    {
        null => null,
        IDynamicTypeSymbol => (Rules.Reflection, type),
        IFunctionPointerTypeSymbol => (Rules.Delegate, type),
        IArrayTypeSymbol { Rank: > 1 } => (Rules.MultidimensionalArray, type),
        INamedTypeSymbol named when IsFloatingPoint(named) => (Rules.FloatingPoint, type),
        // Arguments of a struct are in its fields; those of a class need not be.
        INamedTypeSymbol { IsValueType: true, IsGenericType: true } generic =>
            generic.TypeArguments.Select(Broken).FirstOrDefault(broken => broken is not null),
        _ => null,
    };

    /// <summary>Whether a type is float, double, decimal or another that is not an integer.</summary>
    public static bool IsFloatingPoint(ITypeSymbol type) => type.SpecialType
        is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal
        || (type is INamedTypeSymbol named && ClassLibrary.FullName(named) == "System.Half");

    /// <summary>The argument that names a type in a message of a rule.</summary>
    public static string Describe(DiagnosticDescriptor rule, ITypeSymbol type) => rule == Rules.Delegate
        ? "A function pointer"
        : type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
