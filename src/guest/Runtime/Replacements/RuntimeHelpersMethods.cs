using System.Runtime.CompilerServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>RuntimeHelpers in the guest, as far as the compiler does not know it.</summary>
[Replaces(typeof(RuntimeHelpers))]
internal static class RuntimeHelpersMethods
{
    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        (int offset, int length) = range.GetOffsetAndLength(array.Length);
        return array.AsSpan(offset, length).ToArray();
    }
}
