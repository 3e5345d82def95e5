namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>Where the repository's files are, found upwards from the test assembly.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Folder of the chart.</summary>
    public static string Chart { get; } = PathOf("deploy", "helm", "zerosharp");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZeroSharp.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("ZeroSharp.slnx is in no folder above the tests");
    }
}
