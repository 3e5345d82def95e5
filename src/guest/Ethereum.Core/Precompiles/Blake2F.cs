using System.Buffers.Binary;
using System.Numerics;

namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>
/// The compression function F of BLAKE2b (RFC 7693, section 3.2) with a number of rounds as input
/// (EIP-152): rounds (4 bytes big-endian), h (64), m (128), t (16), final flag (1), 213 bytes in all.
/// </summary>
internal static class Blake2F
{
    public const int InputLength = 213;

    private static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    private static ReadOnlySpan<ulong> InitialVector =>
    [
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    ];

    /// <summary>The number of rounds, which is the price in gas; 0 for an input too short to tell.</summary>
    public static uint Rounds(ReadOnlySpan<byte> input) =>
        input.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(input);

    /// <summary>False for an input of another length, or a flag that is not 0 or 1.</summary>
    public static bool TryRun(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length != InputLength || input[212] > 1)
        {
            return false;
        }
        Span<ulong> m = stackalloc ulong[16];
        Span<ulong> v = stackalloc ulong[16];
        for (int i = 0; i < 8; i++)
        {
            v[i] = Word(input, 4 + (8 * i));
            v[8 + i] = InitialVector[i];
        }
        for (int i = 0; i < 16; i++)
        {
            m[i] = Word(input, 68 + (8 * i));
        }
        v[12] ^= Word(input, 196);
        v[13] ^= Word(input, 204);
        v[14] ^= input[212] == 1 ? ulong.MaxValue : 0;
        uint rounds = Rounds(input);
        int row = 0;
        for (uint round = 0; round < rounds; round++)
        {
            Round(v, m, Sigma.Slice(16 * row, 16));
            row = row == 9 ? 0 : row + 1;
        }
        var result = new byte[64];
        for (int i = 0; i < 8; i++)
        {
            ulong word = Word(input, 4 + (8 * i)) ^ v[i] ^ v[8 + i];
            BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(8 * i, 8), word);
        }
        output = result;
        return true;
    }

    private static ulong Word(ReadOnlySpan<byte> input, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(input.Slice(offset, 8));

    private static void Round(Span<ulong> v, ReadOnlySpan<ulong> m, ReadOnlySpan<byte> sigma)
    {
        Mix(v, 0, 4, 8, 12, m[sigma[0]], m[sigma[1]]);
        Mix(v, 1, 5, 9, 13, m[sigma[2]], m[sigma[3]]);
        Mix(v, 2, 6, 10, 14, m[sigma[4]], m[sigma[5]]);
        Mix(v, 3, 7, 11, 15, m[sigma[6]], m[sigma[7]]);
        Mix(v, 0, 5, 10, 15, m[sigma[8]], m[sigma[9]]);
        Mix(v, 1, 6, 11, 12, m[sigma[10]], m[sigma[11]]);
        Mix(v, 2, 7, 8, 13, m[sigma[12]], m[sigma[13]]);
        Mix(v, 3, 4, 9, 14, m[sigma[14]], m[sigma[15]]);
    }

    private static void Mix(Span<ulong> v, int a, int b, int c, int d, ulong x, ulong y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 63);
    }
}
