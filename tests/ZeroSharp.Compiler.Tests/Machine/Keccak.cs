using System.Numerics;

namespace ZeroSharp.Compiler.Tests.Machine;

/// <summary>keccak-f[1600] by the definition of FIPS 202, section 3, constants included.</summary>
internal static class Keccak
{
    public static void Permute(SparseMemory memory, ulong address)
    {
        ulong[] lanes = new ulong[25];
        for (int i = 0; i < 25; i++)
        {
            lanes[i] = memory.Load(address + (ulong)(8 * i), 8);
        }

        int register = 1;
        for (int round = 0; round < 24; round++)
        {
            lanes = Round(lanes);
            for (int j = 0; j <= 6; j++)
            {
                lanes[0] ^= (ulong)(register & 1) << ((1 << j) - 1);
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        for (int i = 0; i < 25; i++)
        {
            memory.Store(address + (ulong)(8 * i), 8, lanes[i]);
        }
    }

    private static ulong[] Round(ulong[] a)
    {
        ulong[] column = new ulong[5];
        for (int i = 0; i < 25; i++)
        {
            column[i % 5] ^= a[i];
        }

        ulong[] moved = new ulong[25];
        (int x, int y) = (1, 0);
        for (int i = 0; i < 25; i++)
        {
            a[i] ^= column[(i + 4) % 5] ^ BitOperations.RotateLeft(column[(i + 1) % 5], 1);
        }

        moved[0] = a[0];
        for (int t = 0; t < 24; t++)
        {
            int offset = (t + 1) * (t + 2) / 2 % 64;
            (int nextX, int nextY) = (y, ((2 * x) + (3 * y)) % 5);
            moved[nextX + (5 * nextY)] = BitOperations.RotateLeft(a[x + (5 * y)], offset);
            (x, y) = (nextX, nextY);
        }

        ulong[] result = new ulong[25];
        for (int i = 0; i < 25; i++)
        {
            int row = i - (i % 5);
            result[i] = moved[i] ^ (~moved[row + ((i + 1) % 5)] & moved[row + ((i + 2) % 5)]);
        }

        return result;
    }
}
