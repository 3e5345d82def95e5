using System.Diagnostics;

namespace ZeroSharp.Testing.Anvil;

/// <summary>Where anvil and cast are: eng/install-anvil.sh installs them on the first use.</summary>
public static class AnvilTools
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    private static readonly Lazy<(string? Folder, string? Problem)> Installed = new(Install);

    /// <summary>Why anvil cannot be run; null where it can.</summary>
    public static string? WhyAbsent => Installed.Value.Problem;

    /// <summary>The path of anvil or cast.</summary>
    public static string PathOf(string tool) => Path.Combine(
        Installed.Value.Folder ?? throw new InvalidOperationException(WhyAbsent), tool);

    private static (string? Folder, string? Problem) Install()
    {
        if (FindScript() is not { } script)
        {
            return (null, "eng/install-anvil.sh is in no folder above the tests");
        }

        using Process process = Process.Start(new ProcessStartInfo("bash")
        {
            ArgumentList = { script },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(InstallTimeout))
        {
            process.Kill(entireProcessTree: true);
            return (null, $"anvil was not installed in {InstallTimeout.TotalMinutes} minutes");
        }

        return process.ExitCode == 0
            ? (output.Result.Trim(), null)
            : (null, "anvil cannot be installed: " + error.Result.Trim().ReplaceLineEndings(" "));
    }

    private static string? FindScript()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "eng", "install-anvil.sh");
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }
}
