using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// <see cref="Poseidon2Width24"/> on eight states at once, one in each lane; the results are the same.
/// </summary>
public static class Poseidon2Width24Lanes
{
    private static readonly PackedBabyBear[] External = Broadcast(ExternalConstants());

    private static readonly PackedBabyBear[] Internal = Broadcast(InternalConstants());

    private static readonly PackedBabyBear[] Diagonal = Broadcast(Poseidon2Width24.InternalDiagonal);

    /// <summary>Applies the permutation in place.</summary>
    /// <param name="state">The 24 elements of each state.</param>
    public static void Permute(Span<PackedBabyBear> state)
    {
        Poseidon2Width24.MultiplyExternal(state);
        for (int round = 0; round < Poseidon2Width24.HalfExternalRounds; round++)
        {
            ExternalRound(state, round);
        }

        for (int round = 0; round < Poseidon2Width24.InternalRounds; round++)
        {
            state[0] = Power7(state[0] + Internal[round]);
            MultiplyInternal(state);
        }

        for (int round = Poseidon2Width24.HalfExternalRounds;
            round < 2 * Poseidon2Width24.HalfExternalRounds;
            round++)
        {
            ExternalRound(state, round);
        }
    }

    private static void MultiplyInternal(Span<PackedBabyBear> state)
    {
        PackedBabyBear sum = state[0];
        for (int i = 1; i < state.Length; i++)
        {
            sum += state[i];
        }

        ReadOnlySpan<PackedBabyBear> diagonal = Diagonal;
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = sum + (diagonal[i] * state[i]);
        }
    }

    private static void ExternalRound(Span<PackedBabyBear> state, int round)
    {
        ReadOnlySpan<PackedBabyBear> constants =
            External.AsSpan(Poseidon2Width24.Width * round, Poseidon2Width24.Width);
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = Power7(state[i] + constants[i]);
        }

        Poseidon2Width24.MultiplyExternal(state);
    }

    private static PackedBabyBear Power7(PackedBabyBear x)
    {
        PackedBabyBear square = x * x;
        return square * square * (square * x);
    }

    private static BabyBear[] ExternalConstants()
    {
        List<BabyBear> constants = [];
        for (int round = 0; round < 2 * Poseidon2Width24.HalfExternalRounds; round++)
        {
            constants.AddRange(Poseidon2Width24.ExternalConstants(round));
        }

        return [.. constants];
    }

    private static BabyBear[] InternalConstants()
    {
        BabyBear[] constants = new BabyBear[Poseidon2Width24.InternalRounds];
        for (int round = 0; round < constants.Length; round++)
        {
            constants[round] = Poseidon2Width24.InternalConstant(round);
        }

        return constants;
    }

    private static PackedBabyBear[] Broadcast(ReadOnlySpan<BabyBear> elements)
    {
        PackedBabyBear[] packed = new PackedBabyBear[elements.Length];
        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = PackedBabyBear.Broadcast(elements[i]);
        }

        return packed;
    }
}
