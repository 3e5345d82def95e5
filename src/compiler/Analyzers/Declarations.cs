using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>What declarations alone can break: types of variables, and forms of methods.</summary>
internal static class Declarations
{
    private const int MaxEcallParameters = 6;

    /// <summary>Reports what a method, property or field declares outside of the subset.</summary>
    public static void Check(SymbolAnalysisContext context, IMethodSymbol? entryPoint)
    {
        ISymbol symbol = context.Symbol;
        if (!GuestCode.IsDeclared(symbol) || symbol.IsImplicitlyDeclared)
        {
            return;
        }

        switch (symbol)
        {
            case IMethodSymbol { AssociatedSymbol: not null }:
                break;
            case IMethodSymbol method:
                CheckMethod(method, context.ReportDiagnostic);
                CheckForm(method, entryPoint, context.ReportDiagnostic);
                break;
            case IPropertySymbol property:
                CheckType(property.Type, symbol.Locations[0], context.ReportDiagnostic);
                if (property.OverriddenProperty is { } overridden
                    && !SymbolEqualityComparer.Default.Equals(overridden.Type, property.Type))
                {
                    Report(Rules.CovariantReturn, property, property.Name, context.ReportDiagnostic);
                }

                break;
            case IFieldSymbol field:
                CheckField(field, context.ReportDiagnostic);
                break;
        }
    }

    /// <summary>Reports what the signature of a method or local function breaks.</summary>
    public static void CheckMethod(IMethodSymbol method, Action<Diagnostic> report)
    {
        Location location = method.Locations[0];
        CheckType(method.ReturnType, location, report);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            CheckType(parameter.Type, parameter.Locations.FirstOrDefault() ?? location, report);
        }

        if (method.IsExtern && !GuestCode.IsEnvironmentCall(method))
        {
            Report(Rules.Extern, method, method.Name, report);
        }

        if (method.IsAsync)
        {
            Report(Rules.StateMachine, method, $"The async method '{method.Name}'", report);
        }
    }

    private static void CheckForm(
        IMethodSymbol method, IMethodSymbol? entryPoint, Action<Diagnostic> report)
    {
        if (method.MethodKind == MethodKind.Destructor)
        {
            Report(Rules.Thread, method, "A finalizer", report);
        }

        if (HasOtherReturnType(method))
        {
            Report(Rules.CovariantReturn, method, method.Name, report);
        }

        if (GuestCode.IsEnvironmentCall(method) && !IsEcallForm(method))
        {
            Report(
                Rules.Machine,
                method,
                "An environment call must be static, take at most six integers or pointers and return nothing",
                report);
        }

        if (SymbolEqualityComparer.Default.Equals(method, entryPoint) && !(method.Parameters.IsEmpty
            && (method.ReturnsVoid || method.ReturnType.SpecialType == SpecialType.System_Int32)))
        {
            Report(
                Rules.Machine, method, "A guest's Main must take no arguments and return int or void", report);
        }
    }

    private static bool HasOtherReturnType(IMethodSymbol method)
    {
        IMethodSymbol? overridden = method.OverriddenMethod;
        if (overridden is { IsGenericMethod: true })
        {
            overridden = overridden.Construct([.. method.TypeParameters]);
        }

        return overridden is not null
            && !SymbolEqualityComparer.Default.Equals(overridden.ReturnType, method.ReturnType);
    }

    private static bool IsEcallForm(IMethodSymbol method) => method.IsStatic && method.ReturnsVoid
        && method.Parameters.Length <= MaxEcallParameters
        && method.Parameters.All(parameter => parameter.RefKind != RefKind.None
            || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.Enum
            || parameter.Type.IsReferenceType
            || parameter.Type.SpecialType != SpecialType.None);

    private static void CheckField(IFieldSymbol field, Action<Diagnostic> report)
    {
        if (!field.IsStatic)
        {
            CheckType(field.Type, field.Locations[0], report);
        }
        else if (!field.IsConst && IsWithoutImage(field.Type))
        {
            Report(Rules.StaticMemory, field, field.Name, report);
        }
    }

    private static bool IsWithoutImage(ITypeSymbol type) =>
        type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer
        || (type.IsValueType && type.TypeKind == TypeKind.Struct && !GuestCode.IsClassLibrary(type)
            && (type.GetAttributes().Any(IsSpecialLayout)
                || type.GetMembers().OfType<IFieldSymbol>()
                    .Any(field => !field.IsStatic && IsWithoutImage(field.Type))));

    private static bool IsSpecialLayout(AttributeData attribute) => attribute.AttributeClass?.Name switch
    {
        "InlineArrayAttribute" => true,
        // LayoutKind.Explicit.
        "StructLayoutAttribute" => attribute.ConstructorArguments.FirstOrDefault().Value is 2,
        _ => false,
    };

    private static void CheckType(ITypeSymbol type, Location location, Action<Diagnostic> report)
    {
        if (TypeRules.Broken(type) is { } broken)
        {
            report(Diagnostic.Create(
                broken.Rule, location, TypeRules.Describe(broken.Rule, broken.Type)));
        }
    }

    private static void Report(
        DiagnosticDescriptor rule, ISymbol symbol, string argument, Action<Diagnostic> report) =>
        report(Diagnostic.Create(rule, symbol.Locations[0], argument));
}
