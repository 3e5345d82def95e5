using System.Runtime.InteropServices;

namespace ZeroSharp.Stark.Field;

/// <summary>
/// Native memory for field elements, aligned to 64 bytes and not initialised. Large buffers are in huge
/// pages and may come from memory that was used before (<see cref="LargeBlocks"/>).
/// </summary>
public sealed unsafe class FieldBuffer : IDisposable
{
    private readonly nuint _blockLength;
    private BabyBear* _data;

    /// <param name="length">Number of elements.</param>
    public FieldBuffer(nuint length)
    {
        Length = length;
        _data = (BabyBear*)(IsLarge
            ? LargeBlocks.Rent(ByteLength, out _blockLength)
            : NativeMemory.AlignedAlloc(Math.Max(1, ByteLength), 64));
    }

    ~FieldBuffer() => Release();

    /// <summary>Number of elements.</summary>
    public nuint Length { get; }

    /// <summary>The first element.</summary>
    public BabyBear* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data is null, this);
            return _data;
        }
    }

    private nuint ByteLength => Length * (nuint)sizeof(BabyBear);

    private bool IsLarge => ByteLength >= LargeBlocks.MinLength;

    public void Clear() => NativeMemory.Clear(Pointer, ByteLength);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        BabyBear* data = _data;
        _data = null;
        if (data is null)
        {
            return;
        }

        if (IsLarge)
        {
            LargeBlocks.Return(data, _blockLength);
        }
        else
        {
            NativeMemory.AlignedFree(data);
        }
    }
}
