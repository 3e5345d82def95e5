namespace ZeroSharp.Compiler;

/// <summary>
/// The guest uses a construct outside of the guest subset (docs/internals/guest-subset.md).
/// The message names the construct, the method and, where the assembly has a portable PDB, the
/// source file and line.
/// </summary>
public sealed class GuestCompilationException : Exception
{
    /// <param name="message">What is not supported, and what to do instead.</param>
    /// <param name="location">Method, and file and line where they are known.</param>
    public GuestCompilationException(string message, string location)
        : base($"{location}: {message}")
    {
        Location = location;
    }

    /// <summary>"File.cs(12) in Namespace.Type.Method", or the method alone.</summary>
    public string Location { get; }
}
