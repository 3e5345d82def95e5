using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>
/// Reports what one member's body uses outside of the guest subset. Like the guest compiler it leaves
/// out branches that cannot be taken, and expressions that the C# compiler has folded.
/// </summary>
internal sealed partial class BodyWalker(ClassLibrary library, Action<Diagnostic> report) : OperationWalker
{
    private const int MaxStackAllocation = 1 << 20;

    private readonly HashSet<(string, int, int, string)> _reported = [];

    /// <inheritdoc/>
    public override void Visit(IOperation? operation)
    {
        if (operation is null)
        {
            return;
        }

        ITypeSymbol? type = operation is IVariableDeclaratorOperation { Symbol.IsConst: false } declarator
            ? declarator.Symbol.Type
            : operation.Type;
        if (TypeRules.Broken(type) is { } broken)
        {
            Report(broken.Rule, operation.Syntax, TypeRules.Describe(broken.Rule, broken.Type));
        }

        if (operation is { Kind: OperationKind.None, Syntax: StackAllocArrayCreationExpressionSyntax allocation })
        {
            CheckStackAllocation(allocation, operation.SemanticModel!);
        }

        if (!operation.ConstantValue.HasValue && operation is not IVariableDeclaratorOperation { Symbol.IsConst: true })
        {
            base.Visit(operation);
        }
    }

    /// <inheritdoc/>
    public override void DefaultVisit(IOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    /// <inheritdoc/>
    public override void VisitBlock(IBlockOperation operation)
    {
        bool isDead = false;
        foreach (IOperation statement in operation.Operations)
        {
            // A label can be reached from elsewhere.
            isDead &= statement is not ILabeledOperation;
            if (!isDead || statement is ILocalFunctionOperation)
            {
                Visit(statement);
            }

            isDead |= statement is IConditionalOperation conditional && NeverEnds(conditional);
        }
    }

    /// <inheritdoc/>
    public override void VisitConditional(IConditionalOperation operation)
    {
        bool? condition = Condition.ValueOf(operation.Condition);
        Visit(operation.Condition);
        if (condition != false)
        {
            Visit(operation.WhenTrue);
        }

        if (condition != true)
        {
            Visit(operation.WhenFalse);
        }
    }

    /// <inheritdoc/>
    public override void VisitWhileLoop(IWhileLoopOperation operation)
    {
        Visit(operation.Condition);
        if (!operation.ConditionIsTop || Condition.ValueOf(operation.Condition) != false)
        {
            Visit(operation.Body);
        }
    }

    /// <inheritdoc/>
    public override void VisitTry(ITryOperation operation)
    {
        foreach (ICatchClauseOperation clause in operation.Catches)
        {
            SyntaxNode syntax = clause.Syntax;
            Location location = syntax is CatchClauseSyntax { CatchKeyword: var keyword }
                ? keyword.GetLocation()
                : syntax.GetLocation();
            Report(Rules.Catch, location, string.Empty);
        }

        // What a catch does is moot.
        Visit(operation.Body);
        Visit(operation.Finally);
    }

    /// <inheritdoc/>
    public override void VisitLocalFunction(ILocalFunctionOperation operation)
    {
        if (!GuestCode.IsHostOnly(operation.Symbol))
        {
            Declarations.CheckMethod(operation.Symbol, report);
            base.VisitLocalFunction(operation);
        }
    }

    /// <inheritdoc/>
    public override void VisitAwait(IAwaitOperation operation) =>
        Report(Rules.StateMachine, operation.Syntax, "await");

    /// <inheritdoc/>
    public override void VisitReturn(IReturnOperation operation)
    {
        if (operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak)
        {
            Report(Rules.StateMachine, operation.Syntax, "An iterator");
        }

        base.VisitReturn(operation);
    }

    /// <inheritdoc/>
    public override void VisitLock(ILockOperation operation)
    {
        Report(Rules.Thread, operation.Syntax, "lock");
        Visit(operation.Body);
    }

    /// <inheritdoc/>
    public override void VisitTypeOf(ITypeOfOperation operation) =>
        Report(Rules.Reflection, operation.Syntax, "typeof as a value");

    /// <inheritdoc/>
    public override void VisitTypeParameterObjectCreation(ITypeParameterObjectCreationOperation operation)
    {
        Report(Rules.Reflection, operation.Syntax, "new of a type parameter");
        base.VisitTypeParameterObjectCreation(operation);
    }

    private static bool NeverEnds(IConditionalOperation operation)
    {
        IOperation? taken = Condition.ValueOf(operation.Condition) switch
        {
            true => operation.WhenTrue,
            false => operation.WhenFalse,
            null => null,
        };
        return taken is { SemanticModel: { } model, Syntax: StatementSyntax statement }
            && model.AnalyzeControlFlow(statement) is { Succeeded: true, EndPointIsReachable: false };
    }

    private void CheckStackAllocation(StackAllocArrayCreationExpressionSyntax allocation, SemanticModel model)
    {
        if (allocation.Type is ArrayTypeSyntax array
            && array.RankSpecifiers.FirstOrDefault()?.Sizes.FirstOrDefault() is { } count
            && model.GetConstantValue(count) is { HasValue: true, Value: int elements }
            && model.GetTypeInfo(array.ElementType).Type is { } element
            && (long)elements * SizeOf(element) is var bytes and > MaxStackAllocation)
        {
            Report(Rules.StackMemory, allocation, bytes.ToString());
        }
    }

    // A struct has one byte at least; the guest compiler knows its layout.
    private static int SizeOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 => 8,
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
        _ => 1,
    };

    private void Report(DiagnosticDescriptor rule, SyntaxNode syntax, string argument) =>
        Report(rule, syntax.GetLocation(), argument);

    // Nested expressions often share a fault; one message a line says it.
    private void Report(DiagnosticDescriptor rule, Location location, string argument)
    {
        FileLinePositionSpan span = location.GetLineSpan();
        if (_reported.Add((rule.Id, span.StartLinePosition.Line, rule == Rules.Catch
            ? span.StartLinePosition.Character
            : 0, argument)))
        {
            report(Diagnostic.Create(rule, location, argument));
        }
    }
}
