namespace ZeroSharp.Cli;

/// <summary>Process exit codes; part of the command line's contract.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A proof does not verify, or execution disagrees with what the input claims.</summary>
    public const int Invalid = 1;

    /// <summary>The input cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>The command line itself is wrong (EX_USAGE of sysexits).</summary>
    public const int Usage = 64;

    /// <summary>Broker, database, artifact store or node is not there, or refuses (EX_UNAVAILABLE).</summary>
    public const int Unavailable = 69;

    /// <summary>An internal error: a defect of this program (EX_SOFTWARE).</summary>
    public const int Internal = 70;

    /// <summary>The output cannot be written (EX_IOERR).</summary>
    public const int InputOutput = 74;

    /// <summary>Cancelled by Ctrl-C (128 + SIGINT).</summary>
    public const int Cancelled = 130;

    /// <summary>Ended by SIGTERM (128 + SIGTERM).</summary>
    public const int Terminated = 143;
}
