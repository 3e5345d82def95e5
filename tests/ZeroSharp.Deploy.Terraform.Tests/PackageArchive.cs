using System.Formats.Tar;
using System.IO.Compression;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>Reads files of an npm package without unpacking it: the largest has 300 MB of files.</summary>
internal static class PackageArchive
{
    private const int MaxFileLength = 32 << 20;

    /// <summary>The texts of the files that <paramref name="isWanted"/> picks, by their path below package/.</summary>
    public static Dictionary<string, string> Read(string archive, Func<string, bool> isWanted)
    {
        Dictionary<string, string> files = [];
        using FileStream file = File.OpenRead(archive);
        using GZipStream unzipped = new(file, CompressionMode.Decompress);
        using TarReader reader = new(unzipped);
        while (reader.GetNextEntry() is { } entry)
        {
            string name = entry.Name.StartsWith("package/", StringComparison.Ordinal) ? entry.Name[8..] : entry.Name;
            if (entry.DataStream is { } data && isWanted(name) && entry.Length <= MaxFileLength)
            {
                using StreamReader text = new(data);
                files[name] = text.ReadToEnd();
            }
        }

        return files;
    }
}
