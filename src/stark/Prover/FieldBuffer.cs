using System.Runtime.InteropServices;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>Native memory for field elements, aligned to 64 bytes and not cleared.</summary>
internal sealed unsafe class FieldBuffer : IDisposable
{
    private BabyBear* _data;

    public FieldBuffer(long length)
    {
        Length = length;
        _data = (BabyBear*)NativeMemory.AlignedAlloc((nuint)length * (nuint)sizeof(BabyBear), 64);
    }

    ~FieldBuffer() => Release();

    public long Length { get; }

    public BabyBear* Pointer => _data;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
