namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>The price of a call (gas), from the input and the fork's rules.</summary>
internal static class PrecompilePrice
{
    public static long Of(int number, ReadOnlySpan<byte> input, in PrecompileRules rules)
    {
        long words = ((long)input.Length + 31) >> 5;
        return number switch
        {
            1 => 3_000,
            2 => 60 + (12 * words),
            3 => 600 + (120 * words),
            4 => 15 + (3 * words),
            5 => ModExp.Price(input, rules.ModExp),
            6 => rules.Bn254Add,
            7 => rules.Bn254Mul,
            8 => rules.Bn254PairingBase + (rules.Bn254PairingPerPair * (input.Length / 192)),
            9 => Blake2F.Rounds(input),
            10 => 50_000,
            11 => 375,
            12 => Bls12Price.G1Sum(input.Length),
            13 => 600,
            14 => Bls12Price.G2Sum(input.Length),
            15 => Bls12Price.Pairing(input.Length),
            16 => 5_500,
            17 => 23_800,
            P256Verify.Number => 6_900,
            _ => 0,
        };
    }
}
