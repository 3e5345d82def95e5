namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>Where the files under test are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds ZeroSharp.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>deploy/terraform.</summary>
    public static string Terraform { get; } = Path.Combine(Root, "deploy", "terraform");

    /// <summary>The chart's values; the file may be absent in a checkout without the chart.</summary>
    public static string ChartValues { get; } = Path.Combine(Root, "deploy", "helm", "zerosharp", "values.yaml");

    /// <summary>The files that Terraform reads: *.tf.</summary>
    public static string[] Configuration() => Directory.GetFiles(Terraform, "*.tf").Order().ToArray();

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ZeroSharp.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("ZeroSharp.slnx is in no folder above");
    }
}
