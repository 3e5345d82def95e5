using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// The quarter of the address space that holds a program's input: the only part of the first memory
/// that a prover chooses. The other subtrees beside it are fixed by the program.
/// </summary>
public static class InputRegion
{
    /// <summary>Level of the subtree: one address-space bit and two address bits.</summary>
    public const int Level = 3;

    /// <summary>Index of the subtree within its level.</summary>
    public const uint Index = MemoryMap.InputBase >> 30;
}
