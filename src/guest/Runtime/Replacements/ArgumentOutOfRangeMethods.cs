using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>The argument checks of ArgumentOutOfRangeException in the guest.</summary>
[Replaces(typeof(ArgumentOutOfRangeException))]
internal static class ArgumentOutOfRangeMethods
{
    public static void ThrowIfZero<T>(T value, string? paramName)
        where T : struct, IComparable<T> => Require(value.CompareTo(default) != 0, paramName);

    public static void ThrowIfNegative<T>(T value, string? paramName)
        where T : struct, IComparable<T> => Require(value.CompareTo(default) >= 0, paramName);

    public static void ThrowIfNegativeOrZero<T>(T value, string? paramName)
        where T : struct, IComparable<T> => Require(value.CompareTo(default) > 0, paramName);

    public static void ThrowIfGreaterThan<T>(T value, T other, string? paramName)
        where T : IComparable<T> => Require(value.CompareTo(other) <= 0, paramName);

    public static void ThrowIfGreaterThanOrEqual<T>(T value, T other, string? paramName)
        where T : IComparable<T> => Require(value.CompareTo(other) < 0, paramName);

    public static void ThrowIfLessThan<T>(T value, T other, string? paramName)
        where T : IComparable<T> => Require(value.CompareTo(other) >= 0, paramName);

    public static void ThrowIfLessThanOrEqual<T>(T value, T other, string? paramName)
        where T : IComparable<T> => Require(value.CompareTo(other) > 0, paramName);

    public static void ThrowIfEqual<T>(T value, T other, string? paramName)
        where T : IEquatable<T> => Require(!value.Equals(other), paramName);

    public static void ThrowIfNotEqual<T>(T value, T other, string? paramName)
        where T : IEquatable<T> => Require(value.Equals(other), paramName);

    private static void Require(bool condition, string? paramName)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(paramName);
        }
    }
}
