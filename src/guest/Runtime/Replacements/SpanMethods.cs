using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>Span in the guest; the indexer and the length are known to the compiler.</summary>
[Replaces(typeof(Span<>))]
internal static unsafe class SpanMethods<T>
{
    public static Span<T> get_Empty() => default;

    public static bool get_IsEmpty(ref Span<T> self) => self.Length == 0;

    public static void Construct(ref Span<T> self, void* pointer, int length)
    {
        if (length < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }
        self = MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(pointer), length);
    }

    public static void Construct(ref Span<T> self, ref T reference) =>
        self = MemoryMarshal.CreateSpan(ref reference, 1);

    public static void Construct(ref Span<T> self, T[]? array) => self = op_Implicit(array);

    public static void Construct(ref Span<T> self, T[]? array, int start, int length)
    {
        Span<T> all = op_Implicit(array);
        self = Slice(ref all, start, length);
    }

    public static Span<T> op_Implicit(T[]? array) => array is null
        ? default
        : MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), array.Length);

    public static ReadOnlySpan<T> op_Implicit(Span<T> span) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetReference(span), span.Length);

    public static Span<T> Slice(scoped ref Span<T> self, int start)
    {
        if ((uint)start > (uint)self.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(start));
        }
        return MemoryMarshal.CreateSpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(self), start), self.Length - start);
    }

    public static Span<T> Slice(scoped ref Span<T> self, int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)self.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(start));
        }
        return MemoryMarshal.CreateSpan(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(self), start), length);
    }

    public static ref T GetPinnableReference(ref Span<T> self) => ref self.Length == 0
        ? ref Unsafe.NullRef<T>()
        : ref MemoryMarshal.GetReference(self);

    public static void Clear(ref Span<T> self) => Unsafe.InitBlock(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(self)),
        0,
        (uint)self.Length * (uint)Unsafe.SizeOf<T>());

    public static void Fill(ref Span<T> self, T value)
    {
        ref T first = ref MemoryMarshal.GetReference(self);
        for (int i = 0; i < self.Length; i++)
        {
            Unsafe.Add(ref first, i) = value;
        }
    }

    public static void CopyTo(ref Span<T> self, Span<T> destination) =>
        SpanCopy.Copy(self, destination);

    public static bool TryCopyTo(ref Span<T> self, Span<T> destination) =>
        SpanCopy.TryCopy<T>(self, destination);

    public static T[] ToArray(ref Span<T> self) => SpanCopy.ToArray<T>(self);
}
