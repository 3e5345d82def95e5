using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Compiler.Programs.Features;

/// <summary>Input: the contract's number in two bytes, big-endian, then what it is called with.</summary>
internal static class Precompiles
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        PrecompileRules rules = PrecompileRules.Osaka;
        long gas = 100_000_000;
        PrecompileStatus status = PrecompiledContract.Run(
            (input[0] << 8) | input[1], input[2..], in rules, ref gas, out ReadOnlySpan<byte> output);
        Report.Value((int)status);
        Report.Value(gas);
        Report.Value(output.Length);
        Report.Bytes(output);
    }
}
