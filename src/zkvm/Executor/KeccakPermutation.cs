using System.Numerics;
using System.Runtime.CompilerServices;

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

    // Rho and pi together: the lane at each place of this cycle goes to the next place, rotated.
    private static ReadOnlySpan<byte> PiCycle =>
        [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    private static ReadOnlySpan<byte> CycleRotations =>
        [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ulong* state)
    {
        for (int round = 0; round < RoundCount; round++)
        {
            Theta(state);
            ulong moved = state[1];
            for (int i = 0; i < PiCycle.Length; i++)
            {
                int place = PiCycle[i];
                ulong next = state[place];
                state[place] = BitOperations.RotateLeft(moved, CycleRotations[i]);
                moved = next;
            }

            for (int row = 0; row < 25; row += 5)
            {
                Chi(state + row);
            }

            state[0] ^= RoundConstants[round];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Theta(ulong* state)
    {
        ulong c0 = state[0] ^ state[5] ^ state[10] ^ state[15] ^ state[20];
        ulong c1 = state[1] ^ state[6] ^ state[11] ^ state[16] ^ state[21];
        ulong c2 = state[2] ^ state[7] ^ state[12] ^ state[17] ^ state[22];
        ulong c3 = state[3] ^ state[8] ^ state[13] ^ state[18] ^ state[23];
        ulong c4 = state[4] ^ state[9] ^ state[14] ^ state[19] ^ state[24];
        ulong d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
        ulong d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
        ulong d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
        ulong d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
        ulong d4 = c3 ^ BitOperations.RotateLeft(c0, 1);
        for (int row = 0; row < 25; row += 5)
        {
            state[row] ^= d0;
            state[row + 1] ^= d1;
            state[row + 2] ^= d2;
            state[row + 3] ^= d3;
            state[row + 4] ^= d4;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Chi(ulong* row)
    {
        ulong a0 = row[0];
        ulong a1 = row[1];
        ulong a2 = row[2];
        ulong a3 = row[3];
        ulong a4 = row[4];
        row[0] = a0 ^ (~a1 & a2);
        row[1] = a1 ^ (~a2 & a3);
        row[2] = a2 ^ (~a3 & a4);
        row[3] = a3 ^ (~a4 & a0);
        row[4] = a4 ^ (~a0 & a1);
    }
}
