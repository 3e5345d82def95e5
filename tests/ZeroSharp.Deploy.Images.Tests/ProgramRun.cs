using System.Diagnostics;
using System.Text;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a program that succeeded.</summary>
    public string Require()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Tail(Output)}\n{Tail(Error)}");
        return Output;
    }

    private static string Tail(string text)
    {
        const int MaxLength = 4000;
        return text.Length <= MaxLength ? text : text[^MaxLength..];
    }
}

/// <summary>Runs programs of this machine to their end.</summary>
internal static class ProgramRun
{
    /// <summary>For whatever ends by itself, on a machine that is busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static ProgramResult Run(
        IReadOnlyDictionary<string, string> environment,
        string? folder,
        string program,
        params IEnumerable<string> arguments)
    {
        using Process process = Start(environment, folder, program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Patience}");
        }

        return new ProgramResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts a program with all streams redirected.</summary>
    public static Process Start(
        IReadOnlyDictionary<string, string> environment,
        string? folder,
        string program,
        params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        if (folder is not null)
        {
            start.WorkingDirectory = folder;
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
