using System.CommandLine;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class CommonOptions
{
    public static Argument<string> Input() => new("INPUT")
    {
        Description = "block(s) with witness: zero-bin JSON or an execution witness, or - for standard input",
    };

    public static Option<string?> Header() => new("--header")
    {
        Description = "block header(s) as a node returns them; the statement is compared with it",
    };

    public static Option<bool> Json() => new("--json") { Description = "print JSON" };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "show no progress" };

    public static Option<int> Threads()
    {
        Option<int> option = new("--threads")
        {
            Description = "threads to use",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads must be between 1 and 1024.");
            }
        });
        return option;
    }

    public static Option<string> Memory()
    {
        Option<string> option = new("--memory")
        {
            Description = "bound on memory, such as 4GiB; segments are planned within it, and need 4.5GiB at most",
            DefaultValueFactory = _ => ProvingPlan.DefaultMemory,
        };
        option.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>() ?? string.Empty;
            if (!ByteSize.TryParse(text, out long bytes) || bytes < SegmentPlan.MinMemory)
            {
                result.AddError($"--memory '{text}' is not a size of at least 1.5GiB.");
            }
        });
        return option;
    }

    /// <summary>The bytes of an already validated size.</summary>
    public static long Bytes(string text) => ByteSize.TryParse(text, out long bytes) ? bytes : 0;

    /// <summary>An option whose value is a span of time such as 30d.</summary>
    public static Option<string?> AgeOption(string name, string description, Func<string?>? otherwise)
    {
        Option<string?> option = new(name) { Description = description };
        if (otherwise is not null)
        {
            option.DefaultValueFactory = _ => otherwise();
        }

        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Age.TryParse(text, out _))
            {
                result.AddError($"{name} '{text}' is no time: write a number and d, h, m or s, such as 30d.");
            }
        });
        return option;
    }

    /// <summary>The span of an already validated text; null where none is given.</summary>
    public static TimeSpan? AgeOf(string? text) =>
        text is not null && Age.TryParse(text, out TimeSpan age) ? age : null;
}
