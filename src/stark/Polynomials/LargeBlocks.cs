using System.Numerics;
using System.Runtime.InteropServices;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// Blocks of native memory in huge pages. A process that proves one segment after another lets freed
/// blocks be kept, since the first touch of fresh memory costs as much as a good part of the work on it.
/// </summary>
public static unsafe partial class LargeBlocks
{
    /// <summary>Bytes from which a block is large.</summary>
    internal const nuint MinLength = 4 * HugePage;

    private const int AdviseHugePages = 14;
    private const nuint HugePage = 1 << 21;

    private static readonly Lock Gate = new();
    private static readonly List<(nint Address, nuint Length)> Kept = [];
    private static nuint keptLength;
    private static nuint keepLimit;

    /// <summary>Bytes of freed blocks that are kept at most; zero, the default, keeps none.</summary>
    public static nuint KeepLimit
    {
        get
        {
            lock (Gate)
            {
                return keepLimit;
            }
        }

        set
        {
            lock (Gate)
            {
                keepLimit = value;
                Trim();
            }
        }
    }

    /// <summary>A block of at least the length, from those that were kept or the system.</summary>
    internal static void* Rent(nuint byteLength)
    {
        nuint length = Round(byteLength);
        lock (Gate)
        {
            for (int i = Kept.Count - 1; i >= 0; i--)
            {
                if (Kept[i].Length == length)
                {
                    nint address = Kept[i].Address;
                    Kept.RemoveAt(i);
                    keptLength -= length;
                    return (void*)address;
                }
            }
        }

        void* block = NativeMemory.AlignedAlloc(length, HugePage);
        if (OperatingSystem.IsLinux())
        {
            // Advice only: where it is refused, the block works all the same.
            _ = Advise((nint)block, length, AdviseHugePages);
        }

        return block;
    }

    /// <summary>Takes back a block that was rented with this length.</summary>
    internal static void Return(void* block, nuint byteLength)
    {
        nuint length = Round(byteLength);
        lock (Gate)
        {
            Kept.Add(((nint)block, length));
            keptLength += length;
            Trim();
        }
    }

    /// <summary>Eight lengths for each power of two, so that blocks of like lengths can be exchanged.</summary>
    private static nuint Round(nuint byteLength)
    {
        nuint step = (nuint)1 << (BitOperations.Log2(byteLength) - 3);
        return (byteLength + step - 1) / step * step;
    }

    /// <summary>Frees the blocks that were returned first, until the others are within the limit.</summary>
    private static void Trim()
    {
        while (keptLength > keepLimit)
        {
            NativeMemory.AlignedFree((void*)Kept[0].Address);
            keptLength -= Kept[0].Length;
            Kept.RemoveAt(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
