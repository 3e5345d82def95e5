using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>
/// Reports in the editor and in builds what the guest compiler would refuse. Only the guest compiler
/// knows what Main reaches and what a type parameter stands for, so this reports what is refused in
/// every guest that reaches it, and leaves the rest to the compiler.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GuestSubsetAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.FloatingPoint, Rules.Delegate, Rules.Catch, Rules.Boxing, Rules.ObjectMethod,
        Rules.Collection, Rules.MultidimensionalArray, Rules.Text, Rules.Reflection,
        Rules.StateMachine, Rules.Thread, Rules.Environment, Rules.Vector, Rules.ClassLibrary,
        Rules.Extern, Rules.HostOnly, Rules.StaticMemory, Rules.CovariantReturn, Rules.Machine,
        Rules.StackMemory,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // Generated code is compiled into the guest like any other.
        context.ConfigureGeneratedCodeAnalysis(
            GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        ClassLibrary library = new(context.Compilation);
        IMethodSymbol? entryPoint = context.Compilation.GetEntryPoint(context.CancellationToken);
        context.RegisterSymbolAction(
            symbol => Declarations.Check(symbol, entryPoint),
            SymbolKind.Method,
            SymbolKind.Property,
            SymbolKind.Field);
        context.RegisterOperationBlockAction(blocks => CheckBody(blocks, library));
    }

    private static void CheckBody(OperationBlockAnalysisContext context, ClassLibrary library)
    {
        if (!GuestCode.HasGuestBody(context.OwningSymbol))
        {
            return;
        }

        BodyWalker walker = new(library, context.ReportDiagnostic);
        foreach (IOperation block in context.OperationBlocks.Where(block => block.Kind != OperationKind.Attribute))
        {
            walker.Visit(block);
        }
    }
}
