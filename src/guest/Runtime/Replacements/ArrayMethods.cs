using System.Diagnostics.CodeAnalysis;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>Array in the guest; Clear, Copy and Length are known to the compiler.</summary>
[Replaces(typeof(Array))]
internal static class ArrayMethods
{
    public static T[] Empty<T>() => NoElements<T>.Array;

    public static void Fill<T>(T[] array, T value) => array.AsSpan().Fill(value);

    public static void Fill<T>(T[] array, T value, int startIndex, int count) =>
        array.AsSpan(startIndex, count).Fill(value);

    public static void Reverse<T>(T[] array) => array.AsSpan().Reverse();

    public static void Resize<T>([NotNull] ref T[]? array, int newSize)
    {
        T[] old = array ?? new T[0];
        if (array is null || old.Length != newSize)
        {
            var resized = new T[newSize];
            int kept = Math.Min(old.Length, newSize);
            old.AsSpan(0, kept).CopyTo(resized);
            array = resized;
        }
    }

    private static class NoElements<T>
    {
        // An empty collection expression would be Array.Empty itself.
        public static readonly T[] Array = new T[0];
    }
}
