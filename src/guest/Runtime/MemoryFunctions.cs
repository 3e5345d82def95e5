using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>
/// What generated code calls to move and fill memory. The machine knows only aligned accesses, so
/// words are used where both sides agree modulo 8, and shifted words where only the target is
/// aligned. Under .NET nothing calls these.
/// </summary>
internal static unsafe class MemoryFunctions
{
    private const int WordSize = sizeof(ulong);
    private const ulong Misalignment = WordSize - 1;

    [Export("memcpy")]
    public static void* Copy(byte* target, byte* source, ulong count)
    {
        byte* to = target;
        byte* end = target + count;
        if (count >= 2 * WordSize)
        {
            while (((ulong)to & Misalignment) != 0)
            {
                *to++ = *source++;
            }
            ulong words = (ulong)(end - to) >> 3;
            int shift = (int)((ulong)source & Misalignment) << 3;
            if (shift == 0)
            {
                CopyWords((ulong*)to, (ulong*)source, words);
            }
            else
            {
                ShiftWords((ulong*)to, (ulong*)(source - (shift >> 3)), words, shift);
            }
            to += words << 3;
            source += words << 3;
        }
        while (to != end)
        {
            *to++ = *source++;
        }
        return target;
    }

    [Export("memmove")]
    public static void* Move(byte* target, byte* source, ulong count)
    {
        // A copy upwards is right unless the target begins inside of the source.
        if ((ulong)target - (ulong)source >= count)
        {
            return Copy(target, source, count);
        }
        byte* to = target + count;
        byte* from = source + count;
        if ((((ulong)to ^ (ulong)from) & Misalignment) == 0)
        {
            while (to != target && ((ulong)to & Misalignment) != 0)
            {
                *--to = *--from;
            }
            while (to - target >= WordSize)
            {
                to -= WordSize;
                from -= WordSize;
                *(ulong*)to = *(ulong*)from;
            }
        }
        while (to != target)
        {
            *--to = *--from;
        }
        return target;
    }

    [Export("memset")]
    public static void* Fill(byte* target, int value, ulong count)
    {
        byte* to = target;
        byte* end = target + count;
        if (count >= 2 * WordSize)
        {
            while (((ulong)to & Misalignment) != 0)
            {
                *to++ = (byte)value;
            }
            ulong word = (byte)value * 0x0101_0101_0101_0101UL;
            byte* wordEnd = to + ((ulong)(end - to) & ~Misalignment);
            while (wordEnd - to >= 4 * WordSize)
            {
                ((ulong*)to)[0] = word;
                ((ulong*)to)[1] = word;
                ((ulong*)to)[2] = word;
                ((ulong*)to)[3] = word;
                to += 4 * WordSize;
            }
            while (to != wordEnd)
            {
                *(ulong*)to = word;
                to += WordSize;
            }
        }
        while (to != end)
        {
            *to++ = (byte)value;
        }
        return target;
    }

    [Export("memcmp")]
    public static int Compare(byte* left, byte* right, ulong count)
    {
        byte* end = left + count;
        if ((((ulong)left ^ (ulong)right) & Misalignment) == 0)
        {
            while (left != end && ((ulong)left & Misalignment) != 0)
            {
                if (*left != *right)
                {
                    return *left - *right;
                }
                left++;
                right++;
            }
            while (end - left >= WordSize && *(ulong*)left == *(ulong*)right)
            {
                left += WordSize;
                right += WordSize;
            }
        }
        while (left != end)
        {
            if (*left != *right)
            {
                return *left - *right;
            }
            left++;
            right++;
        }
        return 0;
    }

    private static void CopyWords(ulong* to, ulong* from, ulong words)
    {
        ulong* end = to + words;
        while (end - to >= 4)
        {
            ulong a = from[0];
            ulong b = from[1];
            ulong c = from[2];
            ulong d = from[3];
            to[0] = a;
            to[1] = b;
            to[2] = c;
            to[3] = d;
            to += 4;
            from += 4;
        }
        while (to != end)
        {
            *to++ = *from++;
        }
    }

    // The source begins shift bits into its first word. The last word read still holds a byte of the
    // source, so nothing beyond it is touched but the rest of its word.
    private static void ShiftWords(ulong* to, ulong* from, ulong words, int shift)
    {
        ulong* end = to + words;
        ulong low = *from++;
        while (to != end)
        {
            ulong high = *from++;
            *to++ = (low >> shift) | (high << (64 - shift));
            low = high;
        }
    }
}
