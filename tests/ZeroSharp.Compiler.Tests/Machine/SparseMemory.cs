namespace ZeroSharp.Compiler.Tests.Machine;

/// <summary>A 32-bit address space that traps on unaligned accesses.</summary>
internal sealed class SparseMemory
{
    private const int PageBits = 16;

    private readonly byte[]?[] _pages = new byte[1 << (32 - PageBits)][];

    public ulong Load(ulong address, int size)
    {
        Span<byte> bytes = At(address, size);
        ulong value = 0;
        for (int i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    public void Store(ulong address, int size, ulong value)
    {
        Span<byte> bytes = At(address, size);
        for (int i = 0; i < size; i++)
        {
            bytes[i] = (byte)(value >> (8 * i));
        }
    }

    public void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            Store(address + (ulong)i, 1, bytes[i]);
        }
    }

    public byte[] Read(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)Load(address + (ulong)i, 1);
        }

        return bytes;
    }

    private Span<byte> At(ulong address, int size)
    {
        if (address >> 32 != 0 || (address & (ulong)(size - 1)) != 0)
        {
            throw new MachineTrapException($"an access of {size} bytes at 0x{address:x}");
        }

        ref byte[]? page = ref _pages[address >> PageBits];
        page ??= new byte[1 << PageBits];
        return page.AsSpan((int)address & ((1 << PageBits) - 1), size);
    }
}
