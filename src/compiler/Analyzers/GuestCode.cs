using Microsoft.CodeAnalysis;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>What of a compilation the guest compiler may be asked to translate.</summary>
internal static class GuestCode
{
    private const string Abi = "ZeroSharp.Guest.Abi";

    /// <summary>Whether a guest must not use a symbol: it, or a type around it, is [HostOnly].</summary>
    public static bool IsHostOnly(ISymbol? symbol)
    {
        for (ISymbol? at = symbol; at is not null; at = at.ContainingType)
        {
            if (HasAttribute(at, "HostOnlyAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a method is an environment call; its body is what .NET runs.</summary>
    public static bool IsEnvironmentCall(ISymbol symbol) => HasAttribute(symbol, "EcallAttribute");

    /// <summary>Whether the declarations in a symbol concern the guest.</summary>
    /// <remarks>
    /// An exception's class is only a name in the guest: throwing it halts, and nothing constructs it.
    /// Attributes do not exist there at all.
    /// </remarks>
    public static bool IsDeclared(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        return !IsHostOnly(symbol) && !IsNamedOnly(type) && !IsNamedOnly(type?.ContainingType);
    }

    /// <summary>Whether a symbol's body is translated, if it is reached.</summary>
    /// <remarks>
    /// Static initialisers run in the compiler, under .NET. Equals(object) of a struct can only be
    /// called with a boxed argument, which is reported where that is done.
    /// </remarks>
    public static bool HasGuestBody(ISymbol owner)
    {
        if (!IsDeclared(owner) || IsEnvironmentCall(owner))
        {
            return false;
        }

        return owner switch
        {
            IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => false,
            IMethodSymbol { Name: "Equals", IsOverride: true, ContainingType.IsValueType: true } => false,
            IMethodSymbol => true,
            _ => !owner.IsStatic,
        };
    }

    /// <summary>Whether a type is an exception.</summary>
    public static bool IsException(ITypeSymbol? type) => DerivesFrom(type, "Exception");

    /// <summary>Whether a symbol belongs to the class library and not to guest code.</summary>
    public static bool IsClassLibrary(ISymbol symbol)
    {
        string name = symbol.ContainingAssembly?.Name ?? string.Empty;
        return name is "System" or "mscorlib" or "netstandard"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    private static bool IsNamedOnly(ITypeSymbol? type) =>
        IsException(type) || DerivesFrom(type, "Attribute");

    private static bool DerivesFrom(ITypeSymbol? type, string name)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.Name == name && at.ContainingNamespace is
                { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAttribute(ISymbol symbol, string name) => symbol.GetAttributes().Any(
        attribute => attribute.AttributeClass is { } type && type.Name == name
            && type.ContainingNamespace.ToDisplayString() == Abi);
}
