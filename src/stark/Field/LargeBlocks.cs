using System.Numerics;
using System.Runtime.InteropServices;

namespace ZeroSharp.Stark.Field;

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
    private static nuint usedLength;
    private static nuint keptLength;
    private static nuint keepLimit;

    /// <summary>
    /// Bytes up to which freed blocks are kept, those in use included; zero, the default, keeps none.
    /// </summary>
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
                Trim(0);
            }
        }
    }

    /// <summary>Bytes of freed blocks that are kept now.</summary>
    public static nuint KeptLength
    {
        get
        {
            lock (Gate)
            {
                return keptLength;
            }
        }
    }

    /// <summary>
    /// A block of at least the length, from those that were kept or the system. Of the kept ones, the
    /// smallest that fits, if it is not more than half as long again.
    /// </summary>
    /// <param name="byteLength">Bytes asked for.</param>
    /// <param name="length">The block's own length, to be given to <see cref="Return"/>.</param>
    internal static void* Rent(nuint byteLength, out nuint length)
    {
        length = Round(byteLength);
        lock (Gate)
        {
            int best = -1;
            for (int i = 0; i < Kept.Count; i++)
            {
                if (Kept[i].Length >= length && Kept[i].Length <= length + (length / 2)
                    && (best < 0 || Kept[i].Length <= Kept[best].Length))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                (nint address, length) = Kept[best];
                Kept.RemoveAt(best);
                keptLength -= length;
                usedLength += length;
                return (void*)address;
            }

            // What is kept must not push the sum over the limit.
            Trim(length);
            usedLength += length;
        }

        void* block = NativeMemory.AlignedAlloc(length, HugePage);
        if (OperatingSystem.IsLinux())
        {
            // Advice only: where it is refused, the block works all the same.
            _ = Advise((nint)block, length, AdviseHugePages);
        }

        return block;
    }

    /// <summary>Takes back a block of this length.</summary>
    internal static void Return(void* block, nuint length)
    {
        lock (Gate)
        {
            Kept.Add(((nint)block, length));
            keptLength += length;
            usedLength -= length;
            Trim(0);
        }
    }

    /// <summary>Eight lengths for each power of two, so that blocks of like lengths can be exchanged.</summary>
    private static nuint Round(nuint byteLength)
    {
        nuint step = (nuint)1 << (BitOperations.Log2(byteLength) - 3);
        return (byteLength + step - 1) / step * step;
    }

    /// <summary>
    /// Frees the blocks that were returned first, until the others, those in use and a new one are within
    /// the limit.
    /// </summary>
    private static void Trim(nuint newLength)
    {
        while (Kept.Count > 0 && usedLength + keptLength + newLength > keepLimit)
        {
            NativeMemory.AlignedFree((void*)Kept[0].Address);
            keptLength -= Kept[0].Length;
            Kept.RemoveAt(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
