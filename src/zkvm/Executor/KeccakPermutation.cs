using System.Numerics;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>Keccak-f[1600] (FIPS 202, section 3.3) on 25 lanes, lane x + 5 y at index x + 5 y.</summary>
public static unsafe class KeccakPermutation
{
    public const int RoundCount = 24;

    /// <summary>The round constants of step iota.</summary>
    public static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    private static ReadOnlySpan<byte> Rotations =>
    [
        0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
    ];

    public static void Apply(ulong* state)
    {
        ulong* b = stackalloc ulong[25];
        ulong* c = stackalloc ulong[5];
        for (int round = 0; round < RoundCount; round++)
        {
            for (int x = 0; x < 5; x++)
            {
                c[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            }

            for (int x = 0; x < 5; x++)
            {
                ulong d = c[(x + 4) % 5] ^ BitOperations.RotateLeft(c[(x + 1) % 5], 1);
                for (int y = 0; y < 5; y++)
                {
                    int lane = x + (5 * y);
                    b[y + (5 * (((2 * x) + (3 * y)) % 5))] =
                        BitOperations.RotateLeft(state[lane] ^ d, Rotations[lane]);
                }
            }

            for (int y = 0; y < 25; y += 5)
            {
                for (int x = 0; x < 5; x++)
                {
                    state[x + y] = b[x + y] ^ (~b[((x + 1) % 5) + y] & b[((x + 2) % 5) + y]);
                }
            }

            state[0] ^= RoundConstants[round];
        }
    }
}
