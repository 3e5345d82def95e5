using System.Buffers.Binary;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// The Poseidon2 permutation over BabyBear of width 24 (ePrint 2023/323): S-box x^7, 4 + 21 + 4
/// rounds, external matrix circ(2 M4, M4, ...), internal matrix 1 + diag(d). The diagonal is the one
/// published with Plonky3 for this field and width. The round constants are nothing-up-my-sleeve:
/// successive words below p of the Blake3 output of a fixed string.
/// </summary>
public static class Poseidon2Width24
{
    /// <summary>Number of field elements in the state.</summary>
    public const int Width = 24;

    /// <summary>External rounds before, and again after, the internal ones.</summary>
    public const int HalfExternalRounds = 4;

    public const int InternalRounds = 21;

    private const string ConstantsSeed = "ZeroSharp Poseidon2 BabyBear width 24 round constants v1";

    private static readonly BabyBear[] Constants = DeriveConstants();

    private static readonly BabyBear[] Diagonal = DeriveDiagonal();

    /// <summary>Round constants of external round <paramref name="round"/> in [0, 8), one a lane.</summary>
    public static ReadOnlySpan<BabyBear> ExternalConstants(int round) =>
        Constants.AsSpan(Width * round, Width);

    /// <summary>Round constant of internal round <paramref name="round"/> in [0, 21), for lane 0.</summary>
    public static BabyBear InternalConstant(int round) =>
        Constants[(2 * HalfExternalRounds * Width) + round];

    /// <summary>The diagonal d of the internal matrix: lane i becomes sum + d[i] * lane i.</summary>
    public static ReadOnlySpan<BabyBear> InternalDiagonal => Diagonal;

    /// <summary>Applies the permutation in place.</summary>
    public static void Permute(Span<BabyBear> state)
    {
        MultiplyExternal(state);
        for (int round = 0; round < HalfExternalRounds; round++)
        {
            ExternalRound(state, round);
        }

        for (int round = 0; round < InternalRounds; round++)
        {
            state[0] = Power7(state[0] + InternalConstant(round));
            MultiplyInternal(state);
        }

        for (int round = HalfExternalRounds; round < 2 * HalfExternalRounds; round++)
        {
            ExternalRound(state, round);
        }
    }

    /// <summary>
    /// Multiplies by the external matrix: M4 = [[2,3,1,1],[1,2,3,1],[1,1,2,3],[3,1,1,2]] on each group
    /// of four lanes, then each lane gains the sum of the lanes at its position in all groups.
    /// </summary>
    public static void MultiplyExternal<T>(Span<T> state)
        where T : struct, IField<T>
    {
        for (int group = 0; group < Width; group += 4)
        {
            T a = state[group];
            T b = state[group + 1];
            T c = state[group + 2];
            T d = state[group + 3];
            T sum = a + b + c + d;
            state[group] = sum + a + b + b;
            state[group + 1] = sum + b + c + c;
            state[group + 2] = sum + c + d + d;
            state[group + 3] = sum + d + a + a;
        }

        for (int position = 0; position < 4; position++)
        {
            T sum = state[position];
            for (int lane = position + 4; lane < Width; lane += 4)
            {
                sum += state[lane];
            }

            for (int lane = position; lane < Width; lane += 4)
            {
                state[lane] += sum;
            }
        }
    }

    private static void MultiplyInternal(Span<BabyBear> state)
    {
        BabyBear sum = state[0];
        for (int lane = 1; lane < Width; lane++)
        {
            sum += state[lane];
        }

        for (int lane = 0; lane < Width; lane++)
        {
            state[lane] = sum + (Diagonal[lane] * state[lane]);
        }
    }

    private static void ExternalRound(Span<BabyBear> state, int round)
    {
        ReadOnlySpan<BabyBear> constants = ExternalConstants(round);
        for (int lane = 0; lane < Width; lane++)
        {
            state[lane] = Power7(state[lane] + constants[lane]);
        }

        MultiplyExternal(state);
    }

    private static BabyBear Power7(BabyBear x)
    {
        BabyBear square = x * x;
        return square * square * square * x;
    }

    private static BabyBear[] DeriveConstants()
    {
        int count = (2 * HalfExternalRounds * Width) + InternalRounds;
        BabyBear[] constants = new BabyBear[count];

        // 31 of 32 bits are below p with probability 15/16; eight times the words is ample.
        byte[] stream = new byte[32 * count];
        Blake3.Hash(System.Text.Encoding.ASCII.GetBytes(ConstantsSeed), stream);
        int filled = 0;
        for (int offset = 0; filled < count; offset += 4)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(stream.AsSpan(offset)) & 0x7FFF_FFFF;
            if (word < BabyBear.Modulus)
            {
                constants[filled++] = BabyBear.FromUInt32(word);
            }
        }

        return constants;
    }

    // [-2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 2^-8, 1/4, 1/8, 1/16, 2^-7, 2^-9, 2^-27,
    //  -2^-8, -1/4, -1/8, -1/16, -1/32, -1/64, -2^-7, -2^-27]
    private static BabyBear[] DeriveDiagonal()
    {
        BabyBear one = BabyBear.One;
        BabyBear two = BabyBear.FromUInt32(2);
        BabyBear three = BabyBear.FromUInt32(3);
        BabyBear four = BabyBear.FromUInt32(4);
        return
        [
            -two, one, two, HalfPower(1), three, four, -HalfPower(1), -three, -four,
            HalfPower(8), HalfPower(2), HalfPower(3), HalfPower(4), HalfPower(7), HalfPower(9),
            HalfPower(27), -HalfPower(8), -HalfPower(2), -HalfPower(3), -HalfPower(4),
            -HalfPower(5), -HalfPower(6), -HalfPower(7), -HalfPower(27),
        ];
    }

    private static BabyBear HalfPower(ulong exponent) =>
        BabyBear.FromUInt32(2).Inverse().Pow(exponent);
}
