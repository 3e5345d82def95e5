using System.Reflection;
using System.Runtime.Loader;

namespace ZeroSharp.Compiler.Il;

/// <summary>
/// Loads a guest assembly and what it references from its own folder; everything else is the
/// runtime's. In-process loading leaves generic instantiation and interface maps to the runtime,
/// which is the definition of what they mean, and lets the compiler run static constructors.
/// </summary>
internal sealed class GuestLoadContext : AssemblyLoadContext
{
    private readonly string _folder;

    public GuestLoadContext(string assemblyPath)
        : base(Path.GetFileNameWithoutExtension(assemblyPath), isCollectible: true)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        Main = LoadFromAssemblyPath(Path.GetFullPath(assemblyPath));
        foreach (string sibling in Directory.EnumerateFiles(_folder, RuntimeAssembly))
        {
            Runtime = LoadFromAssemblyPath(sibling);
        }
    }

    /// <summary>The assembly whose entry point is compiled.</summary>
    public Assembly Main { get; }

    /// <summary>The guest runtime, which replaces methods of the class library, if present.</summary>
    public Assembly? Runtime { get; }

    private static string RuntimeAssembly => "ZeroSharp.Guest.Runtime.dll";

    /// <summary>Whether an assembly belongs to the guest and not to the class library.</summary>
    public bool Owns(Assembly assembly) => GetLoadContext(assembly) == this;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
