using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>MemoryMarshal in the guest, as far as the compiler does not know it.</summary>
[Replaces(typeof(MemoryMarshal))]
internal static class MemoryMarshalMethods
{
    public static Span<byte> AsBytes<T>(Span<T> span)
        where T : struct => Cast<T, byte>(span);

    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span)
        where T : struct => Cast<T, byte>(span);

    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span)
        where TFrom : struct
        where TTo : struct => MemoryMarshal.CreateSpan(
            ref Unsafe.As<TFrom, TTo>(ref MemoryMarshal.GetReference(span)),
            CastLength<TFrom, TTo>(span.Length));

    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span)
        where TFrom : struct
        where TTo : struct => MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<TFrom, TTo>(ref MemoryMarshal.GetReference(span)),
            CastLength<TFrom, TTo>(span.Length));

    public static T Read<T>(ReadOnlySpan<byte> source)
        where T : struct
    {
        if (source.Length < Unsafe.SizeOf<T>())
        {
            throw new ArgumentOutOfRangeException(nameof(source));
        }
        return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(source));
    }

    public static void Write<T>(Span<byte> destination, in T value)
        where T : struct
    {
        if (destination.Length < Unsafe.SizeOf<T>())
        {
            throw new ArgumentOutOfRangeException(nameof(destination));
        }
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(destination), value);
    }

    private static int CastLength<TFrom, TTo>(int length)
        where TFrom : struct
        where TTo : struct
    {
        if (Unsafe.SizeOf<TFrom>() == Unsafe.SizeOf<TTo>())
        {
            return length;
        }
        ulong bytes = (ulong)(uint)length * (uint)Unsafe.SizeOf<TFrom>();
        return checked((int)(bytes / (uint)Unsafe.SizeOf<TTo>()));
    }
}
