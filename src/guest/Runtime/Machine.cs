namespace ZeroSharp.Guest.Runtime;

/// <summary>Tells the compiled guest from the same code under .NET.</summary>
internal static class Machine
{
    /// <summary>
    /// False under .NET. The guest compiler takes it as true and does not even translate the branch
    /// for .NET.
    /// </summary>
    public static bool IsGuest => false;
}
