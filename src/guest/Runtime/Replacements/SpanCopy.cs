using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>Copies between spans, which may overlap.</summary>
internal static class SpanCopy
{
    public static void Copy<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        if (source.Length > destination.Length)
        {
            throw new ArgumentException("the destination is too short");
        }
        Move(source, destination);
    }

    public static bool TryCopy<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        if (source.Length > destination.Length)
        {
            return false;
        }
        Move(source, destination);
        return true;
    }

    public static T[] ToArray<T>(ReadOnlySpan<T> source)
    {
        var copy = new T[source.Length];
        Move(source, copy);
        return copy;
    }

    // The compiler turns CopyBlock into memmove, so overlap is fine.
    private static void Move<T>(ReadOnlySpan<T> source, Span<T> destination) =>
        Unsafe.CopyBlock(
            ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(destination)),
            ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(source)),
            (uint)source.Length * (uint)Unsafe.SizeOf<T>());
}
