using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;

/// <summary>
/// What is done with a value that has a column of its own: its constraint is stated, or it is written.
/// </summary>
internal interface IColumnSink<T>
    where T : struct, IField<T>
{
    /// <summary>Binds a column to a value of degree at most 3, and returns the column.</summary>
    T Commit(T value, int column, string label);
}

/// <summary>
/// The rounds of the compression x to (P(x) + x)[0..9) over the columns of a row: one definition for the
/// constraints and for the trace. An S-box takes two columns, s^3 and s^7 = (s^3)^2 s, since a constraint
/// has degree at most 3; the last round has columns for its nine outputs instead of its 24 powers.
/// </summary>
internal static class Poseidon2Rounds
{
    public const int IsReal = 0;
    public const int Multiplicity = 1;
    public const int FirstInput = 2;

    /// <summary>Inputs that have a column: the users of this chip leave the other lanes zero.</summary>
    public const int InputCount = (2 * MemoryDigest.Length) + 1;

    public const int Width = FirstOutput + MemoryDigest.Length;

    /// <summary>First of the columns of the digest.</summary>
    public const int FirstOutput = LastCubes + Lanes;

    private const int Lanes = Poseidon2Width24.Width;
    private const int HalfRounds = Poseidon2Width24.HalfExternalRounds;
    private const int InternalRounds = Poseidon2Width24.InternalRounds;
    private const int FirstHalf = FirstInput + InputCount;
    private const int Internal = FirstHalf + (2 * Lanes * HalfRounds);
    private const int SecondHalf = Internal + (2 * InternalRounds);
    private const int LastCubes = SecondHalf + (2 * Lanes * (HalfRounds - 1));

    // The constants as integers, lane by lane, external rounds first.
    private static readonly uint[] External = Canonical(ExternalConstants());
    private static readonly uint[] InternalConstants = Canonical(InternalRoundConstants());
    private static readonly uint[] Diagonal = Canonical(Poseidon2Width24.InternalDiagonal);

    /// <summary>Binds all columns from the first S-box to the digest.</summary>
    /// <param name="columns">States or writes a column's value.</param>
    /// <param name="inputs">The lanes that are not always zero.</param>
    /// <param name="isReal">
    /// One, and zero on padding: it scales the round constants, so that a row of zeros is a valid
    /// permutation without constants, which nobody may use.
    /// </param>
    public static void Run<TColumns, T>(ref TColumns columns, scoped ReadOnlySpan<T> inputs, T isReal)
        where TColumns : struct, IColumnSink<T>, allows ref struct
        where T : struct, IField<T>
    {
        Lanes24<T> storage = default;
        Span<T> state = storage;
        state.Fill(T.Zero);
        inputs.CopyTo(state);
        Poseidon2Width24.MultiplyExternal(state);
        for (int round = 0; round < HalfRounds; round++)
        {
            ExternalRound(ref columns, state, isReal, round, FirstHalf + (2 * Lanes * round));
        }

        for (int round = 0; round < InternalRounds; round++)
        {
            T constant = isReal * T.FromUInt32(InternalConstants[round]);
            state[0] = Power7(ref columns, state[0] + constant, Internal + (2 * round));
            MultiplyInternal(state);
        }

        for (int round = 0; round < HalfRounds - 1; round++)
        {
            ExternalRound(ref columns, state, isReal, HalfRounds + round, SecondHalf + (2 * Lanes * round));
        }

        LastRound(ref columns, state, isReal);
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            columns.Commit(state[i] + inputs[i], FirstOutput + i, "digest");
        }
    }

    private static void ExternalRound<TColumns, T>(
        ref TColumns columns, scoped Span<T> state, T isReal, int round, int column)
        where TColumns : struct, IColumnSink<T>, allows ref struct
        where T : struct, IField<T>
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            T constant = isReal * T.FromUInt32(External[(Lanes * round) + lane]);
            state[lane] = Power7(ref columns, state[lane] + constant, column + (2 * lane));
        }

        Poseidon2Width24.MultiplyExternal(state);
    }

    // The seventh powers stay expressions of degree 3.
    private static void LastRound<TColumns, T>(ref TColumns columns, scoped Span<T> state, T isReal)
        where TColumns : struct, IColumnSink<T>, allows ref struct
        where T : struct, IField<T>
    {
        int constants = Lanes * ((2 * HalfRounds) - 1);
        for (int lane = 0; lane < Lanes; lane++)
        {
            T s = state[lane] + (isReal * T.FromUInt32(External[constants + lane]));
            T cube = columns.Commit(s * s * s, LastCubes + lane, "cube");
            state[lane] = cube * cube * s;
        }

        Poseidon2Width24.MultiplyExternal(state);
    }

    private static T Power7<TColumns, T>(ref TColumns columns, T s, int column)
        where TColumns : struct, IColumnSink<T>, allows ref struct
        where T : struct, IField<T>
    {
        T cube = columns.Commit(s * s * s, column, "cube");
        return columns.Commit(cube * cube * s, column + 1, "seventh power");
    }

    private static void MultiplyInternal<T>(Span<T> state)
        where T : struct, IField<T>
    {
        T sum = state[0];
        for (int lane = 1; lane < Lanes; lane++)
        {
            sum += state[lane];
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            state[lane] = sum + (T.FromUInt32(Diagonal[lane]) * state[lane]);
        }
    }

    private static BabyBear[] ExternalConstants()
    {
        BabyBear[] constants = new BabyBear[2 * HalfRounds * Lanes];
        for (int round = 0; round < 2 * HalfRounds; round++)
        {
            Poseidon2Width24.ExternalConstants(round).CopyTo(constants.AsSpan(Lanes * round));
        }

        return constants;
    }

    private static BabyBear[] InternalRoundConstants()
    {
        BabyBear[] constants = new BabyBear[InternalRounds];
        for (int round = 0; round < InternalRounds; round++)
        {
            constants[round] = Poseidon2Width24.InternalConstant(round);
        }

        return constants;
    }

    private static uint[] Canonical(ReadOnlySpan<BabyBear> elements)
    {
        uint[] values = new uint[elements.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = elements[i].Value;
        }

        return values;
    }

    [InlineArray(Lanes)]
    private struct Lanes24<T>
    {
        private T _first;
    }
}
