namespace ZeroSharp.Architecture.Tests;

/// <summary>Where the repository's files are, found upwards from the test assembly.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ZeroSharp.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("ZeroSharp.slnx is in no folder above the tests");
    }
}
