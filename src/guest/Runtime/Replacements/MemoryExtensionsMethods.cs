using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>The extension methods of spans and arrays that the guest subset has.</summary>
[Replaces(typeof(MemoryExtensions))]
internal static class MemoryExtensionsMethods
{
    public static Span<T> AsSpan<T>(T[]? array) => new(array);

    public static Span<T> AsSpan<T>(T[]? array, int start) => new Span<T>(array)[start..];

    public static Span<T> AsSpan<T>(T[]? array, int start, int length) => new(array, start, length);

    public static void CopyTo<T>(T[]? source, Span<T> destination) =>
        new ReadOnlySpan<T>(source).CopyTo(destination);

    public static void Reverse<T>(Span<T> span)
    {
        ref T first = ref MemoryMarshal.GetReference(span);
        for (int low = 0, high = span.Length - 1; low < high; low++, high--)
        {
            T moved = Unsafe.Add(ref first, low);
            Unsafe.Add(ref first, low) = Unsafe.Add(ref first, high);
            Unsafe.Add(ref first, high) = moved;
        }
    }

    public static bool SequenceEqual<T>(Span<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>? => SequenceEqual((ReadOnlySpan<T>)span, other);

    public static bool SequenceEqual<T>(ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        if (span.Length != other.Length)
        {
            return false;
        }
        if (typeof(T) == typeof(byte))
        {
            return BytesEqual(
                ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(span)),
                ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(other)),
                span.Length);
        }
        for (int i = 0; i < span.Length; i++)
        {
            if (!span[i]!.Equals(other[i]))
            {
                return false;
            }
        }
        return true;
    }

    public static bool StartsWith<T>(ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? =>
        value.Length <= span.Length && SequenceEqual(span[..value.Length], value);

    public static int IndexOf<T>(Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    public static int IndexOf<T>(ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i]!.Equals(value))
            {
                return i;
            }
        }
        return -1;
    }

    public static bool Contains<T>(ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOf(span, value) >= 0;

    // The lowest set bits of both addresses decide how many bytes one comparison may take.
    private static unsafe bool BytesEqual(ref byte left, ref byte right, int length)
    {
        int i = 0;
        ulong alignment = (ulong)Unsafe.AsPointer(ref left) | (ulong)Unsafe.AsPointer(ref right);
        if ((alignment & 7) == 0)
        {
            for (; i + 8 <= length; i += 8)
            {
                if (Unsafe.As<byte, ulong>(ref Unsafe.Add(ref left, i))
                    != Unsafe.As<byte, ulong>(ref Unsafe.Add(ref right, i)))
                {
                    return false;
                }
            }
        }
        for (; i < length; i++)
        {
            if (Unsafe.Add(ref left, i) != Unsafe.Add(ref right, i))
            {
                return false;
            }
        }
        return true;
    }
}
