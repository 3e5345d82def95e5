using ZeroSharp.Ethereum.Core.Precompiles;
using G1 = ZeroSharp.Ethereum.Core.Precompiles.Bls12<
    ZeroSharp.Ethereum.Core.Curves.Bls12Fp,
    ZeroSharp.Ethereum.Core.Curves.Bls12G1,
    ZeroSharp.Ethereum.Core.Curves.Bls12MapG1>;
using G2 = ZeroSharp.Ethereum.Core.Precompiles.Bls12<
    ZeroSharp.Ethereum.Core.Curves.Bls12Fp2,
    ZeroSharp.Ethereum.Core.Curves.Bls12G2,
    ZeroSharp.Ethereum.Core.Curves.Bls12MapG2>;

namespace ZeroSharp.Ethereum.Core;

/// <summary>Runs precompiled contracts by number.</summary>
public static class PrecompiledContract
{
    /// <summary>
    /// Runs contract <paramref name="number"/> (from <see cref="PrecompileRules.TryGetNumber"/>).
    /// Subtracts the price from <paramref name="gas"/> on success; otherwise gas becomes 0.
    /// </summary>
    /// <param name="output">
    /// The result, owned by the caller; for the identity contract it is the input itself.
    /// </param>
    public static PrecompileStatus Run(
        int number,
        ReadOnlySpan<byte> input,
        in PrecompileRules rules,
        ref long gas,
        out ReadOnlySpan<byte> output)
    {
        output = default;
        long price = PrecompilePrice.Of(number, input, in rules);
        if (price > gas)
        {
            gas = 0;
            return PrecompileStatus.OutOfGas;
        }
        if (!Execute(number, input, in rules, out output))
        {
            gas = 0;
            output = default;
            return PrecompileStatus.Failure;
        }
        gas -= price;
        return PrecompileStatus.Success;
    }

    private static bool Execute(
        int number, ReadOnlySpan<byte> input, in PrecompileRules rules, out ReadOnlySpan<byte> output)
    {
        switch (number)
        {
            case 1:
                output = EcRecover.Run(input);
                return true;
            case 2:
                output = Sha256.Hash(input);
                return true;
            case 3:
                output = Ripemd160.HashPadded(input);
                return true;
            case 4:
                output = input;
                return true;
            case 5:
                output = default;
                if (!ModExp.IsAcceptable(input, rules.ModExp))
                {
                    return false;
                }
                output = ModExp.Run(input);
                return true;
            case 6:
                return Bn254.TryAdd(input, out output);
            case 7:
                return Bn254.TryMultiply(input, out output);
            case 8:
                return Bn254.TryPairing(input, out output);
            case 9:
                return Blake2F.TryRun(input, out output);
            case 10:
                return PointEvaluation.TryRun(input, out output);
            case 11:
                return G1.TryAdd(input, out output);
            case 12:
                return G1.TryMultiply(input, out output);
            case 13:
                return G2.TryAdd(input, out output);
            case 14:
                return G2.TryMultiply(input, out output);
            case 15:
                return Bls12PairingCheck.TryRun(input, out output);
            case 16:
                return G1.TryMap(input, out output);
            case 17:
                return G2.TryMap(input, out output);
            case P256Verify.Number:
                output = P256Verify.Run(input);
                return true;
            default:
                output = default;
                return false;
        }
    }
}
