using Microsoft.CodeAnalysis;

namespace ZeroSharp.Compiler.Analyzers;

/// <summary>The diagnostics: one for each row of the table in docs/internals/guest-subset.md.</summary>
internal static class Rules
{
    private const string Category = "GuestSubset";
    private const string Page = "docs/internals/guest-subset.md";

    public static readonly DiagnosticDescriptor FloatingPoint = new(
        "ZSG0001",
        "Floating point in guest code",
        "'{0}' is not in the guest subset: use integers",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The machine has no floating point, and results of float, double and decimal differ between machines.",
        Page);

    public static readonly DiagnosticDescriptor Delegate = new(
        "ZSG0002",
        "Delegate, lambda or function pointer in guest code",
        "{0} is not in the guest subset: pass a struct with a static abstract method as type argument",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The guest compiler translates calls whose target it knows; a generic type argument names one.",
        Page);

    public static readonly DiagnosticDescriptor Catch = new(
        "ZSG0003",
        "catch in guest code",
        "catch is not in the guest subset, as an exception ends the program: return a status instead",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Where .NET throws, the guest halts with a trap code, so nothing is ever caught.",
        Page);

    public static readonly DiagnosticDescriptor Boxing = new(
        "ZSG0004",
        "Boxing in guest code",
        "{0} is not in the guest subset: use a type parameter or the type itself",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Value types do not become objects in the guest; generic code takes them as they are.",
        Page);

    public static readonly DiagnosticDescriptor ObjectMethod = new(
        "ZSG0005",
        "Method of object in guest code",
        "'{0}' is not in the guest subset: use IEquatable<T>, or a key interface with its own hash",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Equals, GetHashCode, ToString and the like of object need boxing or the class library.",
        Page);

    public static readonly DiagnosticDescriptor Collection = new(
        "ZSG0006",
        "Collection of the class library in guest code",
        "'{0}' is not in the guest subset: use arrays, HashMap or ByteBuffer",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The class library's collections, LINQ and the collection interfaces of arrays are not compiled.",
        Page);

    public static readonly DiagnosticDescriptor MultidimensionalArray = new(
        "ZSG0007",
        "Array of several dimensions in guest code",
        "'{0}' is not in the guest subset: use a jagged array, or one array with computed indices",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The guest knows arrays of one dimension.",
        Page);

    public static readonly DiagnosticDescriptor Text = new(
        "ZSG0008",
        "String operation in guest code",
        "{0} is not in the guest subset, which has only a string's length and characters: use byte spans",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Concatenation, interpolation, comparison, parsing and formatting of strings are not compiled.",
        Page);

    public static readonly DiagnosticDescriptor Reflection = new(
        "ZSG0009",
        "Reflection or dynamic in guest code",
        "{0} is not in the guest subset: types can only be compared, as typeof(A) == typeof(B)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A guest has no metadata at run time.",
        Page);

    public static readonly DiagnosticDescriptor StateMachine = new(
        "ZSG0010",
        "Async method or iterator in guest code",
        "{0} is not in the guest subset: write a loop, or a struct with MoveNext and Current",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The classes that the C# compiler makes of async methods and iterators need the class library.",
        Page);

    public static readonly DiagnosticDescriptor Thread = new(
        "ZSG0011",
        "Thread, lock or finalizer in guest code",
        "{0} is not in the guest subset: a guest has one thread and never frees memory, so leave it out",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "There is nothing to synchronise with and no garbage collector that would run a finalizer.",
        Page);

    public static readonly DiagnosticDescriptor Environment = new(
        "ZSG0012",
        "Clock, environment or randomness in guest code",
        "'{0}' is not in the guest subset: take it from the input",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A guest's only source is its input, so that every run of it is the same.",
        Page);

    public static readonly DiagnosticDescriptor Vector = new(
        "ZSG0013",
        "Vector instruction in guest code",
        "'{0}' is not in the guest subset: put it behind IsSupported or IsHardwareAccelerated",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The tests for vector instructions are false in the guest and drop the branch behind them.",
        Page);

    public static readonly DiagnosticDescriptor ClassLibrary = new(
        "ZSG0014",
        "Member of the class library outside of the guest subset",
        "'{0}' is not in the guest subset: write it in guest code, or add it to src/guest/Runtime/Replacements",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The class library is not compiled; the guest compiler and the guest runtime stand for a part of it.",
        Page);

    public static readonly DiagnosticDescriptor Extern = new(
        "ZSG0015",
        "Extern method in guest code",
        "The extern method '{0}' is not in the guest subset: write it in C#, or as an environment call with [Ecall]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "There is no native code to call in the guest.",
        Page);

    public static readonly DiagnosticDescriptor HostOnly = new(
        "ZSG0016",
        "Host-only code used in guest code",
        "'{0}' is [HostOnly], and a guest cannot use it: call it from host-only code, or behind Machine.IsGuest",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Code that is marked [HostOnly] runs under .NET and is not compiled into guests.",
        Page);

    public static readonly DiagnosticDescriptor StaticMemory = new(
        "ZSG0017",
        "Static field that cannot be initial memory",
        "The static field '{0}' cannot be a guest's initial memory: use an array or a plain struct",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Static constructors run in the guest compiler, and a pointer, a struct with explicit layout or an "
            + "inline array that they leave in a static field has no form in the guest's image.",
        Page);

    public static readonly DiagnosticDescriptor CovariantReturn = new(
        "ZSG0018",
        "Override with another return type in guest code",
        "The override '{0}' with another return type is not in the guest subset: return the base's type",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The guest compiler finds the method of a virtual call by its exact signature.",
        Page);

    public static readonly DiagnosticDescriptor Machine = new(
        "ZSG0019",
        "Entry point or environment call of the wrong form",
        "{0}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Main takes nothing and returns int or void. An environment call is static, takes at most six "
            + "integers or pointers and returns nothing.",
        Page);

    public static readonly DiagnosticDescriptor StackMemory = new(
        "ZSG0020",
        "stackalloc of more than a mebibyte in guest code",
        "stackalloc of {0} bytes is not in the guest subset, which allows 1048576: use an array",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The guest's stack is small, and the guest compiler refuses a larger constant.",
        Page);
}
