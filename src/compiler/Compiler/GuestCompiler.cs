using System.Reflection;
using ZeroSharp.Compiler.Emit;
using ZeroSharp.Compiler.Il;
using ZeroSharp.Compiler.Link;

namespace ZeroSharp.Compiler;

/// <summary>Compiles a C# program of the guest subset to an RV64IM executable.</summary>
/// <remarks>
/// The same assemblies give the same bytes. The input must be built in the Release configuration,
/// with its references beside it.
/// </remarks>
public static class GuestCompiler
{
    private const BindingFlags AnyStatic =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Compiles the entry point of an assembly.</summary>
    /// <param name="assemblyPath">The program's .dll.</param>
    /// <exception cref="GuestCompilationException">
    /// The program uses something outside of the guest subset.
    /// </exception>
    /// <exception cref="InvalidOperationException">The toolchain is missing or fails.</exception>
    public static byte[] Compile(string assemblyPath) =>
        Toolchain.Link(Translate(assemblyPath, null), keepSymbols: false);

    /// <summary>Compiles a given static method without parameters as the entry point.</summary>
    /// <param name="assemblyPath">The program's .dll.</param>
    /// <param name="typeName">Full name of the class whose method Main is compiled.</param>
    /// <param name="keepSymbols">Whether the ELF has a symbol table, for profiling.</param>
    /// <inheritdoc cref="Compile(string)"/>
    public static byte[] Compile(string assemblyPath, string? typeName, bool keepSymbols) =>
        Toolchain.Link(Translate(assemblyPath, typeName), keepSymbols);

    /// <summary>The LLVM module of a program, before optimisation.</summary>
    /// <inheritdoc cref="Compile(string, string, bool)"/>
    public static string Translate(string assemblyPath, string? typeName)
    {
        GuestLoadContext context = new(assemblyPath);
        try
        {
            using SourceMap sources = new();
            GuestProgram program = new(context, sources);
            return program.Translate(EntryPoint(context.Main, typeName));
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>
    /// What in a library, and in what it calls, is outside of the guest subset; generic code only
    /// as far as the library itself instantiates it.
    /// </summary>
    /// <param name="assemblyPath">The library's .dll.</param>
    public static IReadOnlyList<string> Check(string assemblyPath)
    {
        GuestLoadContext context = new(assemblyPath);
        try
        {
            using SourceMap sources = new();
            return [.. new GuestProgram(context, sources).Check(context.Main)
                .Select(exception => exception.Message)];
        }
        finally
        {
            context.Unload();
        }
    }

    private static MethodInfo EntryPoint(Assembly assembly, string? typeName)
    {
        MethodInfo? main = typeName is null
            ? assembly.EntryPoint
            : assembly.GetType(typeName, throwOnError: true)!.GetMethod("Main", AnyStatic);
        if (main is null || main.GetParameters().Length > 0
            || (main.ReturnType != typeof(int) && main.ReturnType != typeof(void)))
        {
            throw new GuestCompilationException(
                "the entry point must be a static Main without parameters that returns int or void",
                typeName ?? assembly.GetName().Name!);
        }

        return main;
    }
}
