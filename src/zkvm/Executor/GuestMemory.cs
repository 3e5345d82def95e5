using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// The guest's 32-bit address space as one reservation of zeroed pages, which the operating system backs
/// only where they are touched, so that an access is one addition.
/// </summary>
public sealed unsafe class GuestMemory : IDisposable
{
    private const nuint PageSize = 4096;
    private const nuint PageCount = 1 << 20;
    private const int LeafLength = LeafWords.Length * sizeof(ulong);

    private byte* _base;

    /// <exception cref="OutOfMemoryException">The address space cannot be reserved.</exception>
    public GuestMemory(ProgramImage program, ReadOnlySpan<byte> input)
    {
        if (input.Length > MemoryMap.InputEnd - MemoryMap.InputBase - 8)
        {
            throw new ArgumentException($"an input of {input.Length} bytes does not fit", nameof(input));
        }

        Reserve();
        foreach (ImageWord word in program.Data)
        {
            *(ulong*)(_base + word.Address) = word.Value;
        }

        *(ulong*)(_base + MemoryMap.InputBase) = (ulong)input.Length;
        input.CopyTo(new Span<byte>(_base + MemoryMap.InputBase + 8, input.Length));
    }

    /// <summary>The memory that a segment touches, as it is before the segment; all else is zero.</summary>
    /// <exception cref="OutOfMemoryException">The address space cannot be reserved.</exception>
    public GuestMemory(SegmentInput input)
    {
        Reserve();
        foreach (ref readonly SegmentLeaf leaf in input.Leaves.AsSpan())
        {
            if (leaf.Index < RegisterLeaves.First)
            {
                ((ReadOnlySpan<ulong>)leaf.Words).CopyTo(
                    new Span<ulong>(_base + ((ulong)leaf.Index * LeafLength), LeafWords.Length));
            }
        }
    }

    ~GuestMemory() => Release();

    /// <summary>The host address of guest address 0; valid until <see cref="Dispose"/>.</summary>
    public byte* Base
    {
        get
        {
            ObjectDisposedException.ThrowIf(_base is null, this);
            return _base;
        }
    }

    /// <summary>The 8-byte word at a multiple of 8.</summary>
    public ulong ReadWord(uint address) => *(ulong*)(Base + address);

    /// <summary>The bytes of the output region; null if its length word is out of range.</summary>
    public byte[]? ReadOutput()
    {
        ulong length = ReadWord(MemoryMap.OutputBase);
        return length > MemoryMap.OutputCapacity - 8
            ? null
            : new ReadOnlySpan<byte>(Base + MemoryMap.OutputBase + 8, (int)length).ToArray();
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Reserve() => _base = (byte*)NativeMemory.AllocZeroed(PageCount, PageSize);

    private void Release()
    {
        NativeMemory.Free(_base);
        _base = null;
    }
}
