using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Compiler.Programs.Features;

/// <summary>Input: the contract's number in a byte, then what it is called with.</summary>
internal static class Precompiles
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        PrecompileRules rules = PrecompileRules.Prague;
        long gas = 100_000_000;
        PrecompileStatus status = PrecompiledContract.Run(
            input[0], input[1..], in rules, ref gas, out ReadOnlySpan<byte> output);
        Report.Value((int)status);
        Report.Value(gas);
        Report.Value(output.Length);
        Report.Bytes(output);
    }
}
