using System.Runtime.InteropServices;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// Native memory for field elements, aligned to 64 bytes and not initialised. Large buffers ask for huge
/// pages, without which the first touch of a gigabyte takes seconds.
/// </summary>
public sealed unsafe partial class FieldBuffer : IDisposable
{
    private const int AdviseHugePages = 14;
    private const nuint HugePage = 1 << 21;

    private BabyBear* _data;

    /// <param name="length">Number of elements.</param>
    public FieldBuffer(nuint length)
    {
        Length = length;
        nuint byteLength = Math.Max(1, length) * (nuint)sizeof(BabyBear);
        bool isLarge = byteLength >= 4 * HugePage;
        _data = (BabyBear*)NativeMemory.AlignedAlloc(byteLength, isLarge ? HugePage : 64);
        if (isLarge && OperatingSystem.IsLinux())
        {
            // Advice only: where it is refused, the buffer works all the same.
            _ = Advise((nint)_data, byteLength, AdviseHugePages);
        }
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

    public void Clear() => NativeMemory.Clear(Pointer, Length * (nuint)sizeof(BabyBear));

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    private void Release()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
