using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>Operators, conversions, patterns and values that are not in the subset.</summary>
internal sealed partial class BodyWalker
{
    /// <inheritdoc/>
    public override void VisitBinaryOperator(IBinaryOperation operation)
    {
        if (operation.OperatorMethod is { } method && ClassLibrary.FullName(method.ContainingType) == "System.Type")
        {
            if (operation is { LeftOperand: ITypeOfOperation, RightOperand: ITypeOfOperation })
            {
                return;
            }

            Report(Rules.Reflection, operation.Syntax, "The comparison of other types");
        }
        else
        {
            CheckCall(operation.OperatorMethod, operation.Syntax, null);
        }

        bool isConcatenation = operation.Type?.SpecialType == SpecialType.System_String;
        if (isConcatenation)
        {
            Report(Rules.Text, operation.Syntax, "Concatenation of strings");
        }
        else if (IsText(operation.LeftOperand) && IsText(operation.RightOperand))
        {
            Report(Rules.Text, operation.Syntax, "Comparison of strings");
        }
        else if (operation.LeftOperand.Type?.TypeKind == TypeKind.Delegate && !IsNull(operation.RightOperand))
        {
            Report(Rules.Delegate, operation.Syntax, "A delegate's operator");
        }

        VisitOperand(operation.LeftOperand, isConcatenation || IsNull(operation.RightOperand));
        bool? left = Condition.ValueOf(operation.LeftOperand);
        bool isDecided = (operation.OperatorKind == BinaryOperatorKind.ConditionalAnd && left == false)
            || (operation.OperatorKind == BinaryOperatorKind.ConditionalOr && left == true);
        if (!isDecided)
        {
            VisitOperand(operation.RightOperand, isConcatenation || IsNull(operation.LeftOperand));
        }
    }

    /// <inheritdoc/>
    public override void VisitTupleBinaryOperator(ITupleBinaryOperation operation)
    {
        if (operation.LeftOperand.Type is INamedTypeSymbol { IsTupleType: true } tuple
            && tuple.TupleElements.Any(element => element.Type.SpecialType == SpecialType.System_String))
        {
            Report(Rules.Text, operation.Syntax, "Comparison of strings");
        }

        base.VisitTupleBinaryOperator(operation);
    }

    /// <inheritdoc/>
    public override void VisitUnaryOperator(IUnaryOperation operation)
    {
        CheckCall(operation.OperatorMethod, operation.Syntax, null);
        base.VisitUnaryOperator(operation);
    }

    /// <inheritdoc/>
    public override void VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation)
    {
        CheckCall(operation.OperatorMethod, operation.Syntax, null);
        base.VisitIncrementOrDecrement(operation);
    }

    /// <inheritdoc/>
    public override void VisitCompoundAssignment(ICompoundAssignmentOperation operation)
    {
        CheckCall(operation.OperatorMethod, operation.Syntax, null);
        if (operation.Type?.SpecialType == SpecialType.System_String)
        {
            Report(Rules.Text, operation.Syntax, "Concatenation of strings");
        }

        base.VisitCompoundAssignment(operation);
    }

    /// <inheritdoc/>
    public override void VisitConversion(IConversionOperation operation)
    {
        Conversion conversion = operation.GetConversion();
        CheckCall(operation.OperatorMethod, operation.Syntax, null);
        ITypeSymbol? from = operation.Operand.Type;
        ITypeSymbol? to = operation.Type;
        if (conversion.IsUnboxing)
        {
            Report(Rules.Boxing, operation.Syntax, $"Unboxing of {Name(to!)}");
        }
        else if (conversion.IsBoxing && from is { IsValueType: true })
        {
            Report(Rules.Boxing, operation.Syntax, $"Boxing of {Name(from)}");
        }
        else if (conversion.IsSpan && from?.SpecialType == SpecialType.System_String)
        {
            Report(Rules.Text, operation.Syntax, "A string as a span");
        }
        else if (conversion.IsSpan && from is not null && IsSpan(from) && !HaveSameElement(from, to))
        {
            Report(Rules.ClassLibrary, operation.Syntax, "ReadOnlySpan.CastUp");
        }
        else if (conversion.IsReference && to is { TypeKind: TypeKind.Interface })
        {
            if (from is IArrayTypeSymbol)
            {
                Report(Rules.Collection, operation.Syntax, $"{Name(to)} of an array");
            }
            else if (from?.SpecialType == SpecialType.System_String)
            {
                Report(Rules.Text, operation.Syntax, $"{Name(to)} of a string");
            }
        }

        base.VisitConversion(operation);
    }

    /// <inheritdoc/>
    public override void VisitIsType(IIsTypeOperation operation)
    {
        // For a type parameter the answer is known in each of its instances.
        if (operation.TypeOperand.IsValueType && operation.ValueOperand.Type is { IsReferenceType: true }
            and not ITypeParameterSymbol)
        {
            Report(Rules.Boxing, operation.Syntax, $"A test for a boxed {Name(operation.TypeOperand)}");
        }

        VisitOperand(operation.ValueOperand, isFormal: true);
    }

    /// <inheritdoc/>
    public override void VisitIsPattern(IIsPatternOperation operation)
    {
        VisitOperand(operation.Value, isFormal: true);
        Visit(operation.Pattern);
    }

    /// <inheritdoc/>
    public override void VisitDeclarationPattern(IDeclarationPatternOperation operation)
    {
        CheckPattern(operation, operation.MatchedType, operation.DeclaredSymbol is not null);
        base.VisitDeclarationPattern(operation);
    }

    /// <inheritdoc/>
    public override void VisitTypePattern(ITypePatternOperation operation)
    {
        CheckPattern(operation, operation.MatchedType, isRead: false);
        base.VisitTypePattern(operation);
    }

    /// <inheritdoc/>
    public override void VisitRecursivePattern(IRecursivePatternOperation operation)
    {
        CheckPattern(operation, operation.MatchedType, isRead: true);
        CheckCall(operation.DeconstructSymbol as IMethodSymbol, operation.Syntax, null);
        base.VisitRecursivePattern(operation);
    }

    /// <inheritdoc/>
    public override void VisitConstantPattern(IConstantPatternOperation operation)
    {
        ITypeSymbol? type = operation.Value.Type;
        if (type?.SpecialType == SpecialType.System_String && !IsNull(operation.Value))
        {
            Report(Rules.Text, operation.Syntax, "Comparison of strings");
        }
        else if (!IsNull(operation.Value))
        {
            CheckPattern(operation, operation.NarrowedType, isRead: true);
        }
    }

    /// <inheritdoc/>
    public override void VisitRelationalPattern(IRelationalPatternOperation operation) =>
        CheckPattern(operation, operation.NarrowedType, isRead: true);

    /// <inheritdoc/>
    public override void VisitListPattern(IListPatternOperation operation)
    {
        foreach (ISymbol? member in new[] { operation.LengthSymbol, operation.IndexerSymbol })
        {
            CheckCall(
                member as IMethodSymbol ?? (member as IPropertySymbol)?.GetMethod, operation.Syntax, null);
        }

        base.VisitListPattern(operation);
    }

    /// <inheritdoc/>
    public override void VisitSlicePattern(ISlicePatternOperation operation)
    {
        if (operation.Pattern is not null)
        {
            CheckCall(operation.SliceSymbol as IMethodSymbol, operation.Syntax, null);
        }

        base.VisitSlicePattern(operation);
    }

    /// <inheritdoc/>
    public override void VisitSingleValueCaseClause(ISingleValueCaseClauseOperation operation)
    {
        if (operation.Value.Type?.SpecialType == SpecialType.System_String && !IsNull(operation.Value))
        {
            Report(Rules.Text, operation.Syntax, "Comparison of strings");
        }

        base.VisitSingleValueCaseClause(operation);
    }

    /// <inheritdoc/>
    public override void VisitInterpolatedString(IInterpolatedStringOperation operation)
    {
        Report(Rules.Text, operation.Syntax, "Interpolation of strings");
    }

    /// <inheritdoc/>
    public override void VisitArrayCreation(IArrayCreationOperation operation)
    {
        if (operation.Type is IArrayTypeSymbol array && TypeRules.Broken(array.ElementType) is { } broken)
        {
            Report(broken.Rule, operation.Syntax, TypeRules.Describe(broken.Rule, broken.Type));
        }

        base.VisitArrayCreation(operation);
    }

    /// <inheritdoc/>
    public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation) =>
        Report(Rules.Delegate, operation.Syntax, "A lambda");

    /// <inheritdoc/>
    public override void VisitDelegateCreation(IDelegateCreationOperation operation) =>
        Report(
            Rules.Delegate,
            operation.Syntax,
            operation.Target is IAnonymousFunctionOperation ? "A lambda" : "A delegate");

    /// <inheritdoc/>
    public override void VisitMethodReference(IMethodReferenceOperation operation) =>
        Report(Rules.Delegate, operation.Syntax, "A function pointer");

    /// <inheritdoc/>
    public override void VisitFunctionPointerInvocation(IFunctionPointerInvocationOperation operation)
    {
        Report(Rules.Delegate, operation.Syntax, "A function pointer");
        base.VisitFunctionPointerInvocation(operation);
    }

    /// <inheritdoc/>
    public override void VisitEventAssignment(IEventAssignmentOperation operation) =>
        Report(Rules.Delegate, operation.Syntax, "An event");

    private static bool IsNull(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => true,
        IConversionOperation conversion => IsNull(conversion.Operand),
        _ => false,
    };

    private static bool IsText(IOperation operation) =>
        operation.Type?.SpecialType == SpecialType.System_String && !IsNull(operation);

    private static bool HaveSameElement(ITypeSymbol from, ITypeSymbol? to) =>
        SymbolEqualityComparer.Default.Equals(
            ((INamedTypeSymbol)from).TypeArguments[0], (to as INamedTypeSymbol)?.TypeArguments[0]);

    // A test boxes only in form, as the compiler answers it for each type; and a string is reported.
    private void VisitOperand(IOperation operand, bool isFormal) => Visit(
        isFormal && operand is IConversionOperation { IsImplicit: true } conversion
            && conversion.GetConversion().IsBoxing
            ? conversion.Operand
            : operand);

    private void CheckPattern(IPatternOperation pattern, ITypeSymbol? matched, bool isRead)
    {
        if (matched is { IsValueType: true } && !pattern.InputType.IsValueType
            && (pattern.InputType is not ITypeParameterSymbol || isRead))
        {
            Report(Rules.Boxing, pattern.Syntax, $"A test for a boxed {Name(matched)}");
        }
    }
}
