using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// BLAKE3 of eight messages of one length at once, a message a vector lane. Equal to
/// <see cref="Blake3"/> message by message.
/// </summary>
public static unsafe class Blake3Lanes
{
    /// <summary>Messages hashed at once.</summary>
    public const int Lanes = 8;

    private const int WordsPerChunk = Blake3.ChunkLength / 4;
    private const int MaxTreeDepth = 16;

    /// <summary>
    /// Hashes eight messages of <paramref name="wordCount"/> 32-bit words; message i starts at
    /// <paramref name="messages"/> + i * <paramref name="stride"/>, digest i goes to
    /// <paramref name="digests"/> + 8 i words.
    /// </summary>
    public static void Hash(uint* messages, nint stride, int wordCount, uint* digests)
    {
        // Chaining values of finished subtrees, as in BLAKE3's incremental mode: a set bit i of the
        // number of chunks so far stands for one subtree of 2^i chunks.
        Vector256<uint>* subtrees = stackalloc Vector256<uint>[8 * MaxTreeDepth];
        Vector256<uint>* value = stackalloc Vector256<uint>[8];
        int depth = 0;
        int chunkCount = Math.Max(1, (wordCount + WordsPerChunk - 1) / WordsPerChunk);
        for (int chunk = 0; chunk < chunkCount; chunk++)
        {
            int first = chunk * WordsPerChunk;
            int words = Math.Min(WordsPerChunk, wordCount - first);
            HashChunk(messages + first, stride, words, chunk, chunkCount == 1, value);
            bool isLast = chunk == chunkCount - 1;
            for (int total = chunk + 1; isLast ? depth > 0 : (total & 1) == 0; total >>= 1)
            {
                depth--;
                uint flags = Blake3.Parent | (isLast && depth == 0 ? Blake3.Root : 0);
                CompressParent(subtrees + (8 * depth), value, flags);
            }

            Unsafe.CopyBlock(subtrees + (8 * depth), value, 8 * 32);
            depth++;
        }

        StoreTransposed(value, digests);
    }

    /// <summary>
    /// Hashes eight pairs of digests into their parents: pair i is the 16 words at
    /// <paramref name="pairs"/> + 16 i, its parent goes to <paramref name="parents"/> + 8 i words.
    /// The parent flag keeps nodes apart from leaves.
    /// </summary>
    public static void HashPairs(uint* pairs, uint* parents)
    {
        Vector256<uint>* block = stackalloc Vector256<uint>[16];
        Vector256<uint>* value = stackalloc Vector256<uint>[8];
        LoadTransposed(pairs, 16, 16, block);
        SetInitial(value);
        Compress(value, block, 0, Blake3.BlockLength, Blake3.Parent | Blake3.Root);
        StoreTransposed(value, parents);
    }

    private static void HashChunk(
        uint* messages, nint stride, int wordCount, int counter, bool isRoot, Vector256<uint>* value)
    {
        Vector256<uint>* block = stackalloc Vector256<uint>[16];
        SetInitial(value);
        int offset = 0;
        do
        {
            int words = Math.Min(16, wordCount - offset);
            LoadTransposed(messages + offset, stride, words, block);
            uint flags = offset == 0 ? Blake3.ChunkStart : 0;
            if (offset + 16 >= wordCount)
            {
                flags |= Blake3.ChunkEnd | (isRoot ? Blake3.Root : 0);
            }

            Compress(value, block, (uint)counter, (uint)words * 4, flags);
            offset += 16;
        }
        while (offset < wordCount);
    }

    private static void CompressParent(Vector256<uint>* left, Vector256<uint>* value, uint flags)
    {
        Vector256<uint>* block = stackalloc Vector256<uint>[16];
        Unsafe.CopyBlock(block, left, 8 * 32);
        Unsafe.CopyBlock(block + 8, value, 8 * 32);
        SetInitial(value);
        Compress(value, block, 0, Blake3.BlockLength, flags);
    }

    private static void SetInitial(Vector256<uint>* value)
    {
        for (int i = 0; i < 8; i++)
        {
            value[i] = Vector256.Create(Blake3.InitialVector[i]);
        }
    }

    private static void Compress(
        Vector256<uint>* value, Vector256<uint>* m, uint counter, uint blockLength, uint flags)
    {
        Vector256<uint> v0 = value[0], v1 = value[1], v2 = value[2], v3 = value[3];
        Vector256<uint> v4 = value[4], v5 = value[5], v6 = value[6], v7 = value[7];
        Vector256<uint> v8 = Vector256.Create(Blake3.InitialVector[0]);
        Vector256<uint> v9 = Vector256.Create(Blake3.InitialVector[1]);
        Vector256<uint> v10 = Vector256.Create(Blake3.InitialVector[2]);
        Vector256<uint> v11 = Vector256.Create(Blake3.InitialVector[3]);
        Vector256<uint> v12 = Vector256.Create(counter);
        Vector256<uint> v13 = Vector256<uint>.Zero;
        Vector256<uint> v14 = Vector256.Create(blockLength);
        Vector256<uint> v15 = Vector256.Create(flags);
        fixed (byte* schedule = Blake3.Schedule)
        {
            for (byte* s = schedule; s < schedule + (16 * 7); s += 16)
            {
                Mix(ref v0, ref v4, ref v8, ref v12, m[s[0]], m[s[1]]);
                Mix(ref v1, ref v5, ref v9, ref v13, m[s[2]], m[s[3]]);
                Mix(ref v2, ref v6, ref v10, ref v14, m[s[4]], m[s[5]]);
                Mix(ref v3, ref v7, ref v11, ref v15, m[s[6]], m[s[7]]);
                Mix(ref v0, ref v5, ref v10, ref v15, m[s[8]], m[s[9]]);
                Mix(ref v1, ref v6, ref v11, ref v12, m[s[10]], m[s[11]]);
                Mix(ref v2, ref v7, ref v8, ref v13, m[s[12]], m[s[13]]);
                Mix(ref v3, ref v4, ref v9, ref v14, m[s[14]], m[s[15]]);
            }
        }

        value[0] = v0 ^ v8;
        value[1] = v1 ^ v9;
        value[2] = v2 ^ v10;
        value[3] = v3 ^ v11;
        value[4] = v4 ^ v12;
        value[5] = v5 ^ v13;
        value[6] = v6 ^ v14;
        value[7] = v7 ^ v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<uint> a,
        ref Vector256<uint> b,
        ref Vector256<uint> c,
        ref Vector256<uint> d,
        Vector256<uint> x,
        Vector256<uint> y)
    {
        a += b + x;
        d = RotateRight16(d ^ a);
        c += d;
        b = RotateRight(b ^ c, 12);
        a += b + y;
        d = RotateRight8(d ^ a);
        c += d;
        b = RotateRight(b ^ c, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight(Vector256<uint> x, int count) =>
        (x >>> count) | (x << (32 - count));

    // Rotations by whole bytes are one shuffle.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight16(Vector256<uint> x) => Avx2.IsSupported
        ? Avx2.Shuffle(x.AsByte(), Vector256.Create(
            (byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13,
            2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32()
        : RotateRight(x, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight8(Vector256<uint> x) => Avx2.IsSupported
        ? Avx2.Shuffle(x.AsByte(), Vector256.Create(
            (byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12,
            1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32()
        : RotateRight(x, 8);

    /// <summary>Loads up to 16 words of each message so that word j of all messages is block[j].</summary>
    private static void LoadTransposed(uint* source, nint stride, int words, Vector256<uint>* block)
    {
        if (words == 16)
        {
            Transpose(source, stride, block);
            Transpose(source + 8, stride, block + 8);
            return;
        }

        for (int word = 0; word < 16; word++)
        {
            Vector256<uint> lanes = default;
            for (int lane = 0; lane < Lanes && word < words; lane++)
            {
                lanes = lanes.WithElement(lane, source[(lane * stride) + word]);
            }

            block[word] = lanes;
        }
    }

    private static void StoreTransposed(Vector256<uint>* value, uint* destination)
    {
        Vector256<uint>* rows = stackalloc Vector256<uint>[8];
        Transpose((uint*)value, 8, rows);
        Unsafe.CopyBlockUnaligned(destination, rows, 8 * 32);
    }

    /// <summary>Transposes an 8 x 8 block of words whose rows lie <paramref name="stride"/> apart.</summary>
    private static void Transpose(uint* source, nint stride, Vector256<uint>* result)
    {
        if (!Avx2.IsSupported)
        {
            for (int column = 0; column < 8; column++)
            {
                for (int row = 0; row < 8; row++)
                {
                    result[column] = result[column].WithElement(row, source[(row * stride) + column]);
                }
            }

            return;
        }

        // Pairs of rows interleave words, then pairs of pairs interleave double words, and last the
        // 128-bit halves are exchanged.
        Vector256<uint> r0 = Vector256.Load(source);
        Vector256<uint> r1 = Vector256.Load(source + stride);
        Vector256<uint> r2 = Vector256.Load(source + (2 * stride));
        Vector256<uint> r3 = Vector256.Load(source + (3 * stride));
        Vector256<uint> r4 = Vector256.Load(source + (4 * stride));
        Vector256<uint> r5 = Vector256.Load(source + (5 * stride));
        Vector256<uint> r6 = Vector256.Load(source + (6 * stride));
        Vector256<uint> r7 = Vector256.Load(source + (7 * stride));
        Vector256<ulong> a0 = Avx2.UnpackLow(r0, r1).AsUInt64();
        Vector256<ulong> a1 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        Vector256<ulong> a2 = Avx2.UnpackLow(r2, r3).AsUInt64();
        Vector256<ulong> a3 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        Vector256<ulong> a4 = Avx2.UnpackLow(r4, r5).AsUInt64();
        Vector256<ulong> a5 = Avx2.UnpackHigh(r4, r5).AsUInt64();
        Vector256<ulong> a6 = Avx2.UnpackLow(r6, r7).AsUInt64();
        Vector256<ulong> a7 = Avx2.UnpackHigh(r6, r7).AsUInt64();
        Vector256<ulong> b0 = Avx2.UnpackLow(a0, a2);
        Vector256<ulong> b1 = Avx2.UnpackHigh(a0, a2);
        Vector256<ulong> b2 = Avx2.UnpackLow(a1, a3);
        Vector256<ulong> b3 = Avx2.UnpackHigh(a1, a3);
        Vector256<ulong> b4 = Avx2.UnpackLow(a4, a6);
        Vector256<ulong> b5 = Avx2.UnpackHigh(a4, a6);
        Vector256<ulong> b6 = Avx2.UnpackLow(a5, a7);
        Vector256<ulong> b7 = Avx2.UnpackHigh(a5, a7);
        result[0] = Avx2.Permute2x128(b0, b4, 0x20).AsUInt32();
        result[1] = Avx2.Permute2x128(b1, b5, 0x20).AsUInt32();
        result[2] = Avx2.Permute2x128(b2, b6, 0x20).AsUInt32();
        result[3] = Avx2.Permute2x128(b3, b7, 0x20).AsUInt32();
        result[4] = Avx2.Permute2x128(b0, b4, 0x31).AsUInt32();
        result[5] = Avx2.Permute2x128(b1, b5, 0x31).AsUInt32();
        result[6] = Avx2.Permute2x128(b2, b6, 0x31).AsUInt32();
        result[7] = Avx2.Permute2x128(b3, b7, 0x31).AsUInt32();
    }
}
