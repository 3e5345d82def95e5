using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ZeroSharp.Compiler.Il;

/// <summary>Source positions of methods, from the portable PDB beside each assembly.</summary>
internal sealed class SourceMap : IDisposable
{
    private readonly Dictionary<string, MetadataReaderProvider?> _providers = [];

    /// <summary>"File.cs(12) in Type.Method" for an offset in a method's body.</summary>
    public string Describe(MethodBase method, int offset)
    {
        string name = $"{method.DeclaringType}.{method.Name}";
        return Position(method, offset) is { } position ? $"{position} in {name}" : name;
    }

    private string? Position(MethodBase method, int offset)
    {
        MetadataReader? reader = Reader(method.Module.FullyQualifiedName);
        int row = method.MetadataToken & 0xFF_FFFF;
        if (reader is null || row == 0 || row > reader.MethodDebugInformation.Count)
        {
            return null;
        }

        MethodDebugInformation information =
            reader.GetMethodDebugInformation(MetadataTokens.MethodDebugInformationHandle(row));
        string? position = null;
        foreach (SequencePoint point in information.GetSequencePoints())
        {
            if (point.Offset > offset && position is not null)
            {
                break;
            }

            if (!point.IsHidden)
            {
                string file = reader.GetString(reader.GetDocument(point.Document).Name);
                position = $"{Path.GetFileName(file.Replace('\\', '/'))}({point.StartLine})";
            }
        }

        return position;
    }

    private MetadataReader? Reader(string assemblyPath)
    {
        if (!_providers.TryGetValue(assemblyPath, out MetadataReaderProvider? provider))
        {
            string path = Path.ChangeExtension(assemblyPath, ".pdb");
            provider = File.Exists(path)
                ? MetadataReaderProvider.FromPortablePdbStream(
                    new MemoryStream(File.ReadAllBytes(path)))
                : null;
            _providers.Add(assemblyPath, provider);
        }

        return provider?.GetMetadataReader();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MetadataReaderProvider? provider in _providers.Values)
        {
            provider?.Dispose();
        }

        _providers.Clear();
    }
}
