using System.Diagnostics;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>
/// HashiCorp's parser of HCL and the providers' arguments: eng/install-terraform-schema.sh fetches them on first use.
/// </summary>
internal static class TerraformTools
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    private static readonly Lazy<(string? Folder, string? Problem)> Installed = new(Install);

    /// <summary>Why the tools cannot be used; null where they can.</summary>
    public static string? WhyAbsent => Installed.Value.Problem;

    /// <summary>The folder that the script printed.</summary>
    public static string Folder => Installed.Value.Folder ?? throw new InvalidOperationException(WhyAbsent);

    private static (string? Folder, string? Problem) Install()
    {
        (int exitCode, string output, string error) = Run(
            "bash", [Path.Combine(Repository.Root, "eng", "install-terraform-schema.sh")], InstallTimeout);
        return exitCode == 0
            ? (output.Trim(), null)
            : (null, "the parser of HCL cannot be installed: " + error.Trim().ReplaceLineEndings(" "));
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time, and was killed.</exception>
    public static (int ExitCode, string Output, string Error) Run(
        string program, IEnumerable<string> arguments, TimeSpan timeout)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end in {timeout.TotalSeconds} s");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>A fact that needs the parser, and is skipped with the reason where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerraformFactAttribute : FactAttribute
{
    public TerraformFactAttribute() => Skip = TerraformTools.WhyAbsent;
}

/// <summary>A theory that needs the parser, and is skipped with the reason where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerraformTheoryAttribute : TheoryAttribute
{
    public TerraformTheoryAttribute() => Skip = TerraformTools.WhyAbsent;
}
