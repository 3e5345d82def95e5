using System.Buffers.Binary;
using System.Numerics;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// BLAKE3 in hash mode, one message at a time, with extendable output. Reference: the BLAKE3 paper
/// (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, 2020), section 2.
/// </summary>
public static class Blake3
{
    /// <summary>Length of the default output in bytes.</summary>
    public const int DigestLength = 32;

    internal const int BlockLength = 64;
    internal const int ChunkLength = 1024;

    internal const uint ChunkStart = 1;
    internal const uint ChunkEnd = 2;
    internal const uint Parent = 4;
    internal const uint Root = 8;

    internal static ReadOnlySpan<uint> InitialVector =>
    [
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
        0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
    ];

    /// <summary>The order of the message words in each of the seven rounds.</summary>
    internal static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
        3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1,
        10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6,
        12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4,
        9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7,
        11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13,
    ];

    /// <summary>Hashes <paramref name="message"/> into an output of any length.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> output)
    {
        Span<uint> chaining = stackalloc uint[8];
        Span<uint> block = stackalloc uint[16];
        FindRootNode(message, chaining, block, out uint blockLength, out uint flags);
        Span<uint> words = stackalloc uint[16];
        Span<byte> bytes = stackalloc byte[BlockLength];
        for (ulong counter = 0; output.Length > 0; counter++)
        {
            Compress(chaining, block, counter, blockLength, flags | Root, words);
            for (int i = 0; i < 16; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], words[i]);
            }

            int taken = Math.Min(output.Length, BlockLength);
            bytes[..taken].CopyTo(output);
            output = output[taken..];
        }
    }

    /// <summary>
    /// The parent of two digests in a Merkle tree. The parent flag keeps nodes apart from leaves.
    /// </summary>
    public static void HashPair(
        ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        Span<byte> pair = stackalloc byte[BlockLength];
        left[..DigestLength].CopyTo(pair);
        right[..DigestLength].CopyTo(pair[DigestLength..]);
        Span<uint> block = stackalloc uint[16];
        Span<uint> output = stackalloc uint[16];
        LoadBlock(pair, block);
        Compress(InitialVector, block, 0, BlockLength, Parent | Root, output);
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(parent[(4 * i)..], output[i]);
        }
    }

    /// <summary>
    /// The compression function. The first eight words of <paramref name="output"/> are the next
    /// chaining value, all sixteen the extended output.
    /// </summary>
    internal static void Compress(
        ReadOnlySpan<uint> chaining,
        ReadOnlySpan<uint> block,
        ulong counter,
        uint blockLength,
        uint flags,
        Span<uint> output)
    {
        Span<uint> v = stackalloc uint[16];
        chaining[..8].CopyTo(v);
        InitialVector[..4].CopyTo(v[8..]);
        v[12] = (uint)counter;
        v[13] = (uint)(counter >> 32);
        v[14] = blockLength;
        v[15] = flags;
        for (int round = 0; round < 7; round++)
        {
            ReadOnlySpan<byte> order = Schedule.Slice(16 * round, 16);
            Mix(ref v[0], ref v[4], ref v[8], ref v[12], block[order[0]], block[order[1]]);
            Mix(ref v[1], ref v[5], ref v[9], ref v[13], block[order[2]], block[order[3]]);
            Mix(ref v[2], ref v[6], ref v[10], ref v[14], block[order[4]], block[order[5]]);
            Mix(ref v[3], ref v[7], ref v[11], ref v[15], block[order[6]], block[order[7]]);
            Mix(ref v[0], ref v[5], ref v[10], ref v[15], block[order[8]], block[order[9]]);
            Mix(ref v[1], ref v[6], ref v[11], ref v[12], block[order[10]], block[order[11]]);
            Mix(ref v[2], ref v[7], ref v[8], ref v[13], block[order[12]], block[order[13]]);
            Mix(ref v[3], ref v[4], ref v[9], ref v[14], block[order[14]], block[order[15]]);
        }

        for (int i = 0; i < 8; i++)
        {
            output[i] = v[i] ^ v[i + 8];
            output[i + 8] = v[i + 8] ^ chaining[i];
        }
    }

    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        a += b + x;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 12);
        a += b + y;
        d = BitOperations.RotateRight(d ^ a, 8);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 7);
    }

    /// <summary>Hashes down to the inputs of the last compression, which is repeated for more output.</summary>
    private static void FindRootNode(
        ReadOnlySpan<byte> message,
        Span<uint> chaining,
        Span<uint> block,
        out uint blockLength,
        out uint flags)
    {
        if (message.Length <= ChunkLength)
        {
            HashChunk(message, 0, chaining, block, out blockLength, out flags);
            return;
        }

        int left = LeftLength(message.Length);
        HashSubtree(message[..left], 0, block[..8]);
        HashSubtree(message[left..], (ulong)(left / ChunkLength), block[8..]);
        InitialVector.CopyTo(chaining);
        blockLength = BlockLength;
        flags = Parent;
    }

    private static void HashSubtree(ReadOnlySpan<byte> message, ulong firstChunk, Span<uint> result)
    {
        Span<uint> chaining = stackalloc uint[8];
        Span<uint> block = stackalloc uint[16];
        Span<uint> output = stackalloc uint[16];
        ulong counter = 0;
        uint blockLength = BlockLength;
        uint flags = Parent;
        if (message.Length <= ChunkLength)
        {
            HashChunk(message, firstChunk, chaining, block, out blockLength, out flags);
            counter = firstChunk;
        }
        else
        {
            int left = LeftLength(message.Length);
            HashSubtree(message[..left], firstChunk, block[..8]);
            HashSubtree(message[left..], firstChunk + (ulong)(left / ChunkLength), block[8..]);
            InitialVector.CopyTo(chaining);
        }

        Compress(chaining, block, counter, blockLength, flags, output);
        output[..8].CopyTo(result);
    }

    /// <summary>Compresses all blocks of a chunk but the last, whose inputs it leaves to the caller.</summary>
    private static void HashChunk(
        ReadOnlySpan<byte> chunk,
        ulong counter,
        Span<uint> chaining,
        Span<uint> block,
        out uint blockLength,
        out uint flags)
    {
        Span<uint> output = stackalloc uint[16];
        InitialVector.CopyTo(chaining);
        flags = ChunkStart;
        while (chunk.Length > BlockLength)
        {
            LoadBlock(chunk[..BlockLength], block);
            Compress(chaining, block, counter, BlockLength, flags, output);
            output[..8].CopyTo(chaining);
            chunk = chunk[BlockLength..];
            flags = 0;
        }

        LoadBlock(chunk, block);
        blockLength = (uint)chunk.Length;
        flags |= ChunkEnd;
    }

    private static void LoadBlock(ReadOnlySpan<byte> bytes, Span<uint> block)
    {
        Span<byte> padded = stackalloc byte[BlockLength];
        bytes.CopyTo(padded);
        for (int i = 0; i < 16; i++)
        {
            block[i] = BinaryPrimitives.ReadUInt32LittleEndian(padded[(4 * i)..]);
        }
    }

    /// <summary>The left subtree holds the largest power of two of chunks that leaves something.</summary>
    private static int LeftLength(int length) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)((length - 1) / ChunkLength) + 1) / 2 * ChunkLength;
}
