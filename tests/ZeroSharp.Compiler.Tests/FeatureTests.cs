using ZeroSharp.Compiler.Tests.Machine;

namespace ZeroSharp.Compiler.Tests;

/// <summary>Each feature program gives the same output under .NET and on the machine.</summary>
public sealed class FeatureTests
{
    private const int SeedCount = 4;

    [Theory]
    [InlineData(0, "Arithmetic")]
    [InlineData(1, "Conversions")]
    [InlineData(2, "Structs")]
    [InlineData(3, "Classes")]
    [InlineData(4, "Generics")]
    [InlineData(5, "Spans")]
    [InlineData(6, "Arrays")]
    [InlineData(7, "Statics")]
    [InlineData(8, "Flow")]
    [InlineData(9, "WideIntegers")]
    [InlineData(10, "Pointers")]
    [InlineData(11, "SmallTypes")]
    [InlineData(12, "MemoryMoves")]
    [InlineData(13, "EthereumCore")]
    [InlineData(16, "Tries")]
    [InlineData(15, "StarkArithmetic")]
    public void Feature_OnTheMachine_EqualsDotNet(int selector, string name)
    {
        for (int seed = 0; seed < SeedCount; seed++)
        {
            byte[] input = CompiledPrograms.Input(selector, seed);
            (uint exitCode, byte[] expected) = CompiledPrograms.RunUnderDotNet(input);
            ReferenceMachine machine = CompiledPrograms.RunOnMachine(input);

            Assert.Equal(0u, exitCode);
            Assert.True(expected.Length > 0, $"{name} writes nothing");
            Assert.Equal(exitCode, machine.ExitCode);
            Assert.Equal(Words(expected), Words(machine.Output));
        }
    }

    // Words tell more than bytes about where a difference is.
    private static string[] Words(byte[] output) =>
        [.. output.Chunk(8).Select((word, i) => $"{i}: {Convert.ToHexStringLower(word)}")];
}
