using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;

namespace ZeroSharp.Compiler.Analyzers.Tests;

/// <summary>C# source as the analyzer and the guest compiler see it.</summary>
internal static class GuestSource
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Dictionary<string, string> Platform =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .DistinctBy(path => Path.GetFileName(path))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path));

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", ".."));

    /// <summary>Compiles files of source for the guest.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="files">Path and text of each file.</param>
    public static CSharpCompilation Compile(string name, IEnumerable<(string Path, string Text)> files)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        return CSharpCompilation.Create(
            name,
            files.Append(("Usings.cs", ImplicitUsings))
                .Select(file => CSharpSyntaxTree.ParseText(file.Item2, options, file.Item1, System.Text.Encoding.UTF8)),
            Platform.Where(reference => reference.Key != name)
                .Select(reference => MetadataReference.CreateFromFile(reference.Value)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                .WithAllowUnsafe(true)
                .WithNullableContextOptions(NullableContextOptions.Enable)
                .WithOptimizationLevel(OptimizationLevel.Release));
    }

    /// <summary>What the analyzer reports, in order of position; the source must be valid C#.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(CSharpCompilation compilation)
    {
        Assert.Empty(compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error));
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([new GuestSubsetAnalyzer()]);
        return
        [
            .. analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
                .OrderBy(found => found.Location.SourceSpan.Start),
        ];
    }

    /// <summary>Writes an assembly where the guest compiler finds the guest runtime beside it.</summary>
    /// <returns>The assembly's path.</returns>
    public static string Emit(CSharpCompilation compilation)
    {
        string folder = NewFolder();
        string path = Path.Combine(folder, compilation.AssemblyName + ".dll");
        using FileStream assembly = File.Create(path);
        using FileStream symbols = File.Create(Path.ChangeExtension(path, ".pdb"));
        EmitResult result = compilation.Emit(
            assembly,
            symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    /// <summary>A new folder with the guest runtime in it.</summary>
    public static string NewFolder()
    {
        string folder = Directory.CreateTempSubdirectory("zero-analyzer").FullName;
        foreach (string name in new[] { "ZeroSharp.Guest.Runtime", "ZeroSharp.Guest.Abi" })
        {
            File.Copy(Platform[name], Path.Combine(folder, name + ".dll"));
        }

        return folder;
    }

    /// <summary>Source files below a folder of the repository.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
            && !path.Contains("/bin/", StringComparison.Ordinal))
        .Select(path => (path, File.ReadAllText(path)));

    /// <summary>One-based line of a diagnostic.</summary>
    public static int Line(Diagnostic diagnostic) =>
        diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1;

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
