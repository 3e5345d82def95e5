using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>Calls, whether written or implied, and fields.</summary>
internal sealed partial class BodyWalker
{
    /// <inheritdoc/>
    public override void VisitInvocation(IInvocationOperation operation)
    {
        if (IsLeftOut(operation))
        {
            return;
        }

        CheckCall(operation.TargetMethod, operation.Syntax, operation.Instance);
        CheckTypeArguments(operation.TargetMethod, operation.Syntax);
        base.VisitInvocation(operation);
    }

    /// <inheritdoc/>
    public override void VisitObjectCreation(IObjectCreationOperation operation)
    {
        if (operation.Constructor is { } constructor)
        {
            CheckCall(constructor, operation.Syntax, null);
        }

        base.VisitObjectCreation(operation);
    }

    /// <inheritdoc/>
    public override void VisitPropertyReference(IPropertyReferenceOperation operation)
    {
        IPropertySymbol property = operation.Property;
        (bool isRead, bool isWritten) = Use(operation);
        if (isRead && property.GetMethod is { } getter)
        {
            CheckCall(getter, operation.Syntax, operation.Instance);
        }

        if (isWritten && property.SetMethod is { } setter)
        {
            CheckCall(setter, operation.Syntax, operation.Instance);
        }

        base.VisitPropertyReference(operation);
    }

    /// <inheritdoc/>
    public override void VisitImplicitIndexerReference(IImplicitIndexerReferenceOperation operation)
    {
        foreach (ISymbol member in new[] { operation.LengthSymbol, operation.IndexerSymbol })
        {
            if ((member as IMethodSymbol ?? (member as IPropertySymbol)?.GetMethod) is { } method)
            {
                CheckCall(method, operation.Syntax, operation.Instance);
            }
        }

        base.VisitImplicitIndexerReference(operation);
    }

    /// <inheritdoc/>
    public override void VisitFieldReference(IFieldReferenceOperation operation)
    {
        IFieldSymbol field = operation.Field;
        if (field is { IsStatic: true, IsConst: false })
        {
            if (GuestCode.IsHostOnly(field))
            {
                Report(Rules.HostOnly, operation.Syntax, Name(field));
            }
            else if (GuestCode.IsClassLibrary(field) && !ClassLibrary.Allows(field))
            {
                Refuse(field, operation.Syntax);
            }
        }

        base.VisitFieldReference(operation);
    }

    /// <inheritdoc/>
    public override void VisitForEachLoop(IForEachLoopOperation operation)
    {
        if (operation.IsAsynchronous)
        {
            Report(Rules.StateMachine, operation.Syntax, "await foreach");
        }

        IOperation collection = operation.Collection is IConversionOperation { IsImplicit: true } implied
            ? implied.Operand
            : operation.Collection;
        Visit(collection);
        if (!IsLoopedOverByIndex(collection.Type) && operation.Syntax is CommonForEachStatementSyntax syntax)
        {
            ForEachStatementInfo info = operation.SemanticModel!.GetForEachStatementInfo(syntax);
            CheckCall(info.GetEnumeratorMethod, syntax.Expression, collection);
            CheckCall(info.MoveNextMethod, syntax.Expression, null);
            CheckCall(info.CurrentProperty?.GetMethod, syntax.Expression, null);
            CheckCall(info.DisposeMethod, syntax.Expression, null);
            if (info.ElementConversion is { IsUnboxing: true } or { IsBoxing: true })
            {
                Report(Rules.Boxing, syntax.Expression, "Boxing of the elements");
            }
        }

        Visit(operation.LoopControlVariable);
        Visit(operation.Body);
    }

    /// <inheritdoc/>
    public override void VisitUsing(IUsingOperation operation)
    {
        if (operation.IsAsynchronous)
        {
            Report(Rules.StateMachine, operation.Syntax, "await using");
        }

        base.VisitUsing(operation);
    }

    /// <inheritdoc/>
    public override void VisitUsingDeclaration(IUsingDeclarationOperation operation)
    {
        if (operation.IsAsynchronous)
        {
            Report(Rules.StateMachine, operation.Syntax, "await using");
        }

        base.VisitUsingDeclaration(operation);
    }

    /// <inheritdoc/>
    public override void VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation)
    {
        if (operation.Syntax is AssignmentExpressionSyntax syntax)
        {
            CheckDeconstruction(operation.SemanticModel!.GetDeconstructionInfo(syntax), syntax);
        }

        base.VisitDeconstructionAssignment(operation);
    }

    /// <inheritdoc/>
    public override void VisitCollectionExpression(ICollectionExpressionOperation operation)
    {
        if (operation.Type is { } type && !IsFlat(type) && !IsGuestType(type))
        {
            Report(Rules.Collection, operation.Syntax, Name(type));
        }

        base.VisitCollectionExpression(operation);
    }

    /// <inheritdoc/>
    public override void VisitSpread(ISpreadOperation operation)
    {
        IOperation spread = operation.Operand is IConversionOperation { IsImplicit: true } implied
            ? implied.Operand
            : operation.Operand;
        if (spread.Type is { } type && !IsFlat(type) && !IsGuestType(type))
        {
            Report(Rules.Collection, operation.Syntax, Name(type));
        }

        Visit(spread);
    }

    private void CheckDeconstruction(DeconstructionInfo info, SyntaxNode syntax)
    {
        CheckCall(info.Method, syntax, null);
        foreach (DeconstructionInfo nested in info.Nested)
        {
            CheckDeconstruction(nested, syntax);
        }
    }

    private void CheckCall(IMethodSymbol? method, SyntaxNode syntax, IOperation? instance)
    {
        if (method is null || (method.MethodKind == MethodKind.Constructor
            && GuestCode.IsException(method.ContainingType)))
        {
            return;
        }

        ISymbol named = method.AssociatedSymbol ?? method;
        if (GuestCode.IsHostOnly(method))
        {
            Report(Rules.HostOnly, syntax, Name(named));
        }
        else if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            Report(Rules.Delegate, syntax, "A delegate's call");
        }
        else if (IsObjectMethod(method, instance))
        {
            Report(Rules.ObjectMethod, syntax, Name(named));
        }
        else if (GuestCode.IsClassLibrary(method) && !library.Allows(method)
            && !IsKnownLater(method, instance))
        {
            Refuse(named, syntax);
        }
    }

    // Of a class, these run whatever the object's class has; a struct runs its own.
    private static bool IsObjectMethod(IMethodSymbol method, IOperation? instance)
    {
        IMethodSymbol root = method;
        while (root.OverriddenMethod is { } overridden)
        {
            root = overridden;
        }

        if (root.ContainingType.SpecialType != SpecialType.System_Object
            || root.MethodKind != MethodKind.Ordinary)
        {
            return false;
        }

        bool isOwn = method.ContainingType is { IsValueType: true } type
            && type.SpecialType is not (SpecialType.System_ValueType or SpecialType.System_Enum);
        return method.Name switch
        {
            _ when instance?.Type is ITypeParameterSymbol => method.Name is "GetType",
            // The C# compiler makes a comparison of it.
            "ReferenceEquals" => false,
            "Equals" or "GetType" or "MemberwiseClone" => true,
            // That of a record is the C# compiler's, and uses the class library.
            "GetHashCode" => !isOwn || (method.IsImplicitlyDeclared && !GuestCode.IsClassLibrary(method)),
            _ => !isOwn || method.IsImplicitlyDeclared,
        };
    }

    // Whether a struct has its own method is known when a type parameter is known.
    private static bool IsKnownLater(IMethodSymbol method, IOperation? instance) => method.ContainingType.SpecialType
        is SpecialType.System_Object or SpecialType.System_ValueType
            && (method.Name == "ReferenceEquals"
                || (instance?.Type is ITypeParameterSymbol && method.Name == "GetHashCode"));

    // The operators of numbers, which generic code calls through these interfaces, are not compiled.
    private void CheckTypeArguments(IMethodSymbol method, SyntaxNode syntax)
    {
        ImmutableArray<ITypeParameterSymbol> parameters = method.OriginalDefinition.TypeParameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            ITypeSymbol argument = method.TypeArguments[i];
            if (argument.IsValueType && argument is INamedTypeSymbol named && GuestCode.IsClassLibrary(named)
                && !GuestCode.IsClassLibrary(method)
                && parameters[i].ConstraintTypes.FirstOrDefault(IsNumberInterface) is { } constraint)
            {
                Report(Rules.ClassLibrary, syntax, $"{Name(constraint)} of {Name(argument)}");
            }
        }
    }

    private static bool IsNumberInterface(ITypeSymbol type) => type.TypeKind == TypeKind.Interface
        && type.ContainingNamespace.ToDisplayString() == "System.Numerics";

    private void Refuse(ISymbol member, SyntaxNode syntax)
    {
        DiagnosticDescriptor rule = MemberRules.For(member);
        Report(rule, syntax, MemberRules.Describe(rule, member));
    }

    // Calls of [Conditional] methods are left out where their symbol is not defined.
    private static bool IsLeftOut(IInvocationOperation operation)
    {
        string[] symbols =
        [
            .. operation.TargetMethod.GetAttributes()
                .Where(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute")
                .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value)
                .OfType<string>(),
        ];
        return symbols.Length > 0
            && !operation.Syntax.SyntaxTree.Options.PreprocessorSymbolNames.Intersect(symbols).Any();
    }

    private static (bool IsRead, bool IsWritten) Use(IOperation operation) => operation.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == operation => (false, true),
        ICompoundAssignmentOperation assignment when assignment.Target == operation => (true, true),
        ICoalesceAssignmentOperation assignment when assignment.Target == operation => (true, true),
        IIncrementOrDecrementOperation => (true, true),
        ITupleOperation { Parent: IDeconstructionAssignmentOperation } => (true, true),
        _ => (true, false),
    };

    // The C# compiler makes loops over an index of these.
    private static bool IsLoopedOverByIndex(ITypeSymbol? type) => type is null
        || type.SpecialType == SpecialType.System_String || IsFlat(type)
        || type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute");

    private static bool IsFlat(ITypeSymbol type) => type is IArrayTypeSymbol || IsSpan(type);

    private static bool IsSpan(ITypeSymbol type) => type is INamedTypeSymbol { Arity: 1 } named
        && ClassLibrary.FullName(named) is "System.Span`1" or "System.ReadOnlySpan`1";

    private static bool IsGuestType(ITypeSymbol type) =>
        type is ITypeParameterSymbol || !GuestCode.IsClassLibrary(type);

    private static string Name(ISymbol symbol) =>
        symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
