using System.Diagnostics;

namespace ZeroSharp.Cli.Tests;

/// <summary>How a run of the command line ended.</summary>
internal sealed record ZeroResult(int ExitCode, string Output, string Error);

/// <summary>Runs the built command line as a process, as a user does.</summary>
internal static class ZeroProcess
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    /// <summary>
    /// Starts the command line with all streams redirected, and without what earlier runs left in the database.
    /// </summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ZERO_DATA"] = NewFolder();
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "zero.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static ZeroResult Run(string? input, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        if (!process.WaitForExit(Timeout))
        {
            process.Kill();
            throw new TimeoutException($"zero {string.Join(' ', arguments)} did not end");
        }

        return new ZeroResult(process.ExitCode, output.Result, error.Result);
    }

    private static string NewFolder()
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-cli-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
