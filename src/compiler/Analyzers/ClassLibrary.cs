using Microsoft.CodeAnalysis;
using ZeroSharp.Compiler.Emit;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>
/// The part of the class library that guest code may call: what the compiler knows, and what classes
/// marked [Replaces] in the guest runtime, referenced or being compiled, stand for.
/// </summary>
internal sealed class ClassLibrary
{
    private const string Runtime = "ZeroSharp.Guest.Runtime";
    private const string Replaces = "ReplacesAttribute";

    // Methods of compiled types that come down to something that is not compiled.
    private static readonly HashSet<string> RefusedInside =
    [
        "ToString", "Equals(Object)", "CompareTo(Object)", "TryFormat", "op_Implicit(String)",
    ];

    private readonly HashSet<string> _replaced = [];

    public ClassLibrary(Compilation compilation)
    {
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.Name == Runtime).Append(compilation.Assembly))
        {
            AddReplacements(assembly.GlobalNamespace);
        }
    }

    /// <summary>Whether a method of the class library may be called.</summary>
    public bool Allows(IMethodSymbol method)
    {
        IMethodSymbol definition = (method.ReducedFrom ?? method).OriginalDefinition;
        INamedTypeSymbol type = definition.ContainingType;
        if (definition.MethodKind == MethodKind.Constructor && (GuestCode.IsException(type)
            || (type.IsValueType && definition.Parameters.IsEmpty)))
        {
            return true;
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            // Guest types implement it; a default implementation is the class library's own code.
            return definition.IsAbstract;
        }

        string name = definition.MetadataName;
        string owner = FullName(type);
        return KnownMethods.IsThrow(name, definition.IsStatic)
            || KnownMethods.Contains(owner, name, definition.Parameters.Select(ShortName))
            || (KnownMethods.IsCompiled(owner, IsPrimitive(type), name) && !IsRefusedInside(owner, definition))
            || _replaced.Contains(Signature(owner, name, definition.Parameters, definition.IsStatic));
    }

    /// <summary>Whether a static field of the class library may be read.</summary>
    public static bool Allows(IFieldSymbol field) => field.Name == nameof(BitConverter.IsLittleEndian);

    /// <summary>Namespace and metadata name, as reflection has it.</summary>
    public static string FullName(INamedTypeSymbol type)
    {
        INamedTypeSymbol definition = type.OriginalDefinition;
        return definition.ContainingType is { } outer
            ? $"{FullName(outer)}+{definition.MetadataName}"
            : $"{definition.ContainingNamespace.ToDisplayString()}.{definition.MetadataName}";
    }

    private static bool IsPrimitive(ITypeSymbol type) => type.SpecialType is SpecialType.System_Boolean
        or SpecialType.System_Char or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64)
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static bool IsRefusedInside(string owner, IMethodSymbol method)
    {
        string name = method.Name;
        return RefusedInside.Contains(name)
            || RefusedInside.Contains($"{name}({string.Join(",", method.Parameters.Select(ShortName))})")
            || (owner == "System.Range" && name == "GetHashCode")
            || (owner.StartsWith("System.ValueTuple", StringComparison.Ordinal)
                && name is "GetHashCode" or "CompareTo");
    }

    private static string ShortName(IParameterSymbol parameter) => ShortName(parameter.Type)
        + (parameter.RefKind == RefKind.None ? string.Empty : "&");

    private static string ShortName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => $"{ShortName(array.ElementType)}[]",
        IPointerTypeSymbol pointer => $"{ShortName(pointer.PointedAtType)}*",
        _ => type.MetadataName,
    };

    private void AddReplacements(INamespaceSymbol space)
    {
        foreach (INamespaceOrTypeSymbol member in space.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                AddReplacements(inner);
            }
            else if (member is INamedTypeSymbol type && ReplacedType(type) is { } replaced)
            {
                AddReplacements(type, FullName(replaced));
            }
        }
    }

    private void AddReplacements(INamedTypeSymbol type, string owner)
    {
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            string name = method.MetadataName == "Construct" ? ".ctor" : method.MetadataName;
            _replaced.Add(Signature(owner, name, method.Parameters, isStatic: true));
            // An instance method, with `this` as the first parameter.
            if (!method.Parameters.IsEmpty)
            {
                _replaced.Add(Signature(owner, name, method.Parameters.Skip(1), isStatic: false));
            }
        }
    }

    private static INamedTypeSymbol? ReplacedType(INamedTypeSymbol type) => type.GetAttributes()
        .FirstOrDefault(attribute => attribute.AttributeClass?.Name == Replaces)?
        .ConstructorArguments.FirstOrDefault().Value as INamedTypeSymbol;

    private static string Signature(
        string owner, string name, IEnumerable<IParameterSymbol> parameters, bool isStatic)
    {
        IEnumerable<string> types = parameters.Select(parameter =>
            LongName(parameter.Type) + (parameter.RefKind == RefKind.None ? string.Empty : "&"));
        return $"{(isStatic ? "static " : string.Empty)}{owner}.{name}({string.Join(",", types)})";
    }

    // Type parameters by position, as their names may differ between a method and its replacement.
    private static string LongName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => $"{LongName(array.ElementType)}[{array.Rank}]",
        IPointerTypeSymbol pointer => $"{LongName(pointer.PointedAtType)}*",
        ITypeParameterSymbol parameter =>
            $"{(parameter.DeclaringMethod is null ? "!" : "!!")}{parameter.Ordinal}",
        INamedTypeSymbol { IsGenericType: true } named =>
            $"{FullName(named)}<{string.Join(",", named.TypeArguments.Select(LongName))}>",
        INamedTypeSymbol named => FullName(named),
        _ => type.ToDisplayString(),
    };
}
