namespace ZeroSharp.Zkvm.Circuits.Chips.Keccak;

/// <summary>The columns of a row of <see cref="KeccakRoundChip"/>.</summary>
internal static class KeccakColumns
{
    /// <summary>16-bit limbs of a state; limb i of lane l is at 4 l + i.</summary>
    public const int StateLimbs = 4 * KeccakRound.Lanes;

    /// <summary>Identifies the call: the time of its memory accesses.</summary>
    public const int Id = 0;

    /// <summary>One flag a round.</summary>
    public const int Flags = 1;

    /// <summary>The state before the round, in limbs.</summary>
    public const int Input = Flags + KeccakRound.Rounds;

    /// <summary>The state after the round, in limbs.</summary>
    public const int Output = Input + StateLimbs;

    /// <summary>The state after theta, in bits.</summary>
    public const int Theta = Output + StateLimbs;

    /// <summary>The column parities before theta, in bits.</summary>
    public const int Parity = Theta + (KeccakRound.LaneBits * KeccakRound.Lanes);

    /// <summary>The column parities after theta, in bits.</summary>
    public const int NewParity = Parity + (KeccakRound.LaneBits * KeccakRound.Side);

    /// <summary>The bits of lane 0 that the round constant may flip, before it does.</summary>
    public const int BeforeIota = NewParity + (KeccakRound.LaneBits * KeccakRound.Side);

    public const int Width = BeforeIota + KeccakRound.ConstantBits;

    /// <summary>Bit <paramref name="z"/> of a lane after theta; z is taken modulo 64.</summary>
    public static int ThetaBit(int lane, int z) => Theta + (KeccakRound.LaneBits * lane) + (z & 63);

    public static int ParityBit(int x, int z) =>
        Parity + (KeccakRound.LaneBits * (x % KeccakRound.Side)) + (z & 63);

    public static int NewParityBit(int x, int z) => NewParity + (KeccakRound.LaneBits * x) + z;
}
