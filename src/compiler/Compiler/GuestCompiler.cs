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
    public static byte[] Compile(string assemblyPath) => Compile(assemblyPath, out _);

    /// <summary>Compiles the entry point of an assembly, and lists the functions of the executable.</summary>
    /// <param name="assemblyPath">The program's .dll.</param>
    /// <param name="symbols">
    /// A line for each function, by rising address: address and length in hexadecimal, and the C# name without
    /// namespaces. What was inlined counts to the function that it is in.
    /// </param>
    /// <inheritdoc cref="Compile(string)"/>
    public static byte[] Compile(string assemblyPath, out string symbols)
    {
        byte[] elf = Toolchain.Link(Translate(assemblyPath, null), out string map);
        symbols = SymbolTable.FromLinkMap(map);
        return elf;
    }

    /// <summary>The LLVM module of a program, before optimisation.</summary>
    /// <param name="assemblyPath">The program's .dll.</param>
    /// <param name="typeName">Full name of the class whose Main is compiled; null for the entry point.</param>
    /// <inheritdoc cref="Compile(string)"/>
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
