using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>ReadOnlySpan in the guest; the indexer and the length are known to the compiler.</summary>
[Replaces(typeof(ReadOnlySpan<>))]
internal static unsafe class ReadOnlySpanMethods<T>
{
    public static ReadOnlySpan<T> get_Empty() => default;

    public static bool get_IsEmpty(ref ReadOnlySpan<T> self) => self.Length == 0;

    public static void Construct(ref ReadOnlySpan<T> self, void* pointer, int length)
    {
        if (length < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }
        self = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef<T>(pointer), length);
    }

    public static void Construct(ref ReadOnlySpan<T> self, ref readonly T reference) =>
        self = MemoryMarshal.CreateReadOnlySpan(in reference, 1);

    public static void Construct(ref ReadOnlySpan<T> self, T[]? array) =>
        self = op_Implicit(array);

    public static void Construct(ref ReadOnlySpan<T> self, T[]? array, int start, int length)
    {
        ReadOnlySpan<T> all = op_Implicit(array);
        self = Slice(ref all, start, length);
    }

    public static ReadOnlySpan<T> op_Implicit(T[]? array) => array is null
        ? default
        : MemoryMarshal.CreateReadOnlySpan(
            ref MemoryMarshal.GetArrayDataReference(array), array.Length);

    public static ReadOnlySpan<T> Slice(scoped ref ReadOnlySpan<T> self, int start)
    {
        if ((uint)start > (uint)self.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(start));
        }
        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(self), start), self.Length - start);
    }

    public static ReadOnlySpan<T> Slice(scoped ref ReadOnlySpan<T> self, int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)self.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(start));
        }
        return MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(self), start), length);
    }

    public static ref readonly T GetPinnableReference(ref ReadOnlySpan<T> self) =>
        ref self.Length == 0 ? ref Unsafe.NullRef<T>() : ref MemoryMarshal.GetReference(self);

    public static void CopyTo(ref ReadOnlySpan<T> self, Span<T> destination) =>
        SpanCopy.Copy(self, destination);

    public static bool TryCopyTo(ref ReadOnlySpan<T> self, Span<T> destination) =>
        SpanCopy.TryCopy(self, destination);

    public static T[] ToArray(ref ReadOnlySpan<T> self) => SpanCopy.ToArray(self);
}
