namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>What a script in eng installs on the first use.</summary>
internal sealed class InstalledTool
{
    private readonly Lazy<ToolResult> _installed;
    private readonly string _script;

    private InstalledTool(string script)
    {
        _script = script;
        _installed = new(() => ToolProcess.Run("bash", [Repository.PathOf("eng", script)]));
    }

    /// <summary>helm and kubectl.</summary>
    public static InstalledTool Helm { get; } = new("install-helm.sh");

    /// <summary>The declarations of the Kubernetes API.</summary>
    public static InstalledTool KubernetesSchemas { get; } = new("install-k8s-schemas.sh");

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? WhyAbsent => _installed.Value.ExitCode == 0
        ? null
        : $"{_script}: {_installed.Value.Error.Trim().ReplaceLineEndings(" ")}";

    /// <summary>The folder that holds it.</summary>
    public string Folder => WhyAbsent is { } reason
        ? throw new InvalidOperationException(reason)
        : _installed.Value.Output.Trim();
}

/// <summary>A fact that needs helm, and is skipped with the reason where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HelmFactAttribute : FactAttribute
{
    public HelmFactAttribute() => Skip = InstalledTool.Helm.WhyAbsent;
}

/// <summary>A theory that needs helm, and is skipped with the reason where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HelmTheoryAttribute : TheoryAttribute
{
    public HelmTheoryAttribute() => Skip = InstalledTool.Helm.WhyAbsent;
}
