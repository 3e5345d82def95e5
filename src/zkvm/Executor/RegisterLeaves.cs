using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>Where the registers are in the memory tree: address space 1, in its first leaves.</summary>
internal static class RegisterLeaves
{
    /// <summary>Index of the leaf of registers x0 to x3. Leaves of lower index are memory.</summary>
    public const uint First = 1u << 27;

    /// <summary>Number of leaves that hold registers.</summary>
    public const int Count = 32 / LeafWords.Length;
}
