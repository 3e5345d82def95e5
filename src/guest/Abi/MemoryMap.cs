namespace ZeroSharp.Guest.Abi;

/// <summary>The guest's address space; see docs/internals/machine.md.</summary>
public static class MemoryMap
{
    public const uint TextBase = 0x0020_0000;
    public const uint ImageEnd = 0x0800_0000;
    public const uint HeapBase = 0x1000_0000;
    public const uint HeapEnd = 0x7000_0000;
    public const uint StackTop = 0x7FFF_FFF0;
    public const uint InputBase = 0x8000_0000;
    public const uint InputEnd = 0xC000_0000;
    public const uint OutputBase = 0xC000_0000;

    /// <summary>Largest output in bytes, the length word included.</summary>
    public const uint OutputCapacity = 0x1_0000;
}
