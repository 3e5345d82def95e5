using System.Numerics;

namespace ZeroSharp.Zkvm.Circuits.Chips.Keccak;

/// <summary>Constants and parts of one round of keccak-f[1600] (FIPS 202, section 3).</summary>
/// <remarks>Lane (x, y) of the state is at index x + 5y.</remarks>
internal static class KeccakRound
{
    public const int Lanes = 25;
    public const int Side = 5;
    public const int LaneBits = 64;
    public const int Rounds = 24;

    /// <summary>Bits of lane 0 that round constants can flip: 2^j - 1 for j from 0 to 6.</summary>
    public const int ConstantBits = 7;

    private static readonly int[] RotationTable = CreateRotations();

    private static readonly ulong[] ConstantTable = CreateConstants();

    /// <summary>The rotation of a lane in rho.</summary>
    public static int Rotation(int lane) => RotationTable[lane];

    /// <summary>The constant that iota adds to lane 0 in a round.</summary>
    public static ulong Constant(int round) => ConstantTable[round];

    /// <summary>Position in lane 0 of a bit of a round constant.</summary>
    public static int ConstantPosition(int bit) => (1 << bit) - 1;

    /// <summary>The lane that pi moves to a lane.</summary>
    public static int SourceOf(int lane)
    {
        // pi moves (x, y) to (y, 2x + 3y); the inverse of 2 modulo 5 is 3.
        (int x, int y) = (lane % Side, lane / Side);
        int sourceX = 3 * (y + (2 * x)) % Side;
        return sourceX + (Side * x);
    }

    /// <summary>The lane at an offset within a lane's row.</summary>
    public static int InRow(int lane, int offset) => lane - (lane % Side) + (((lane % Side) + offset) % Side);

    /// <summary>The parities of the five columns of lanes.</summary>
    public static void Parities(ReadOnlySpan<ulong> state, Span<ulong> parities)
    {
        for (int x = 0; x < Side; x++)
        {
            parities[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        }
    }

    /// <summary>Theta, from the parities of the state.</summary>
    public static void Theta(ReadOnlySpan<ulong> parities, Span<ulong> state)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            int x = lane % Side;
            state[lane] ^= parities[(x + 4) % Side] ^ BitOperations.RotateLeft(parities[(x + 1) % Side], 1);
        }
    }

    /// <summary>Rho, pi and chi: everything after theta but the round constant.</summary>
    public static void RhoPiChi(ReadOnlySpan<ulong> state, Span<ulong> result)
    {
        Span<ulong> moved = stackalloc ulong[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            int source = SourceOf(lane);
            moved[lane] = BitOperations.RotateLeft(state[source], Rotation(source));
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            result[lane] = moved[lane] ^ (~moved[InRow(lane, 1)] & moved[InRow(lane, 2)]);
        }
    }

    private static int[] CreateRotations()
    {
        int[] rotations = new int[Lanes];
        (int x, int y) = (1, 0);
        for (int t = 0; t < Lanes - 1; t++)
        {
            rotations[x + (Side * y)] = (t + 1) * (t + 2) / 2 % LaneBits;
            (x, y) = (y, ((2 * x) + (3 * y)) % Side);
        }

        return rotations;
    }

    // Seven bits a round of the shift register with feedback x^8 + x^6 + x^5 + x^4 + 1.
    private static ulong[] CreateConstants()
    {
        ulong[] constants = new ulong[Rounds];
        int register = 1;
        for (int round = 0; round < Rounds; round++)
        {
            for (int bit = 0; bit < ConstantBits; bit++)
            {
                constants[round] |= (ulong)(register & 1) << ConstantPosition(bit);
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        return constants;
    }
}
