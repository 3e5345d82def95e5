using System.Text.Json;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The vectors of precompiled contracts: output, gas and rejection.</summary>
public sealed class PrecompileVectorTests
{
    [DataTheory("precompiles")]
    [InlineData("ecRecover", 1)]
    [InlineData("modexp", 5, 0)]
    [InlineData("modexp_eip2565", 5, 1)]
    [InlineData("modexp_eip7883", 5, 2)]
    [InlineData("bn256Add", 6)]
    [InlineData("bn256ScalarMul", 7)]
    [InlineData("bn256Pairing", 8)]
    [InlineData("blake2F", 9)]
    [InlineData("fail-blake2f", 9)]
    [InlineData("pointEvaluation", 10)]
    public void Run_OfficialVectors_GiveOutputAndGas(string file, int number, int pricing = 1)
    {
        PrecompileRules rules = new(17, true, (ModExpPricing)pricing, true);
        string path = DataSet.PathOf("precompiles", "precompiles", "go-ethereum", file + ".json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        int count = 0;
        foreach (JsonElement vector in document.RootElement.EnumerateArray())
        {
            byte[] input = Convert.FromHexString(vector.GetProperty("Input").GetString()!);
            string name = vector.GetProperty("Name").GetString()!;
            long gas = 1_000_000_000_000;
            PrecompileStatus status = PrecompiledContract.Run(
                number, input, in rules, ref gas, out ReadOnlySpan<byte> output);
            count++;
            if (vector.TryGetProperty("ExpectedError", out _))
            {
                Assert.True(status == PrecompileStatus.Failure, name);
                continue;
            }
            string expected = vector.GetProperty("Expected").GetString()!;
            Assert.True(status == PrecompileStatus.Success, name);
            Assert.True(expected == Convert.ToHexStringLower(output), name);
            long price = vector.GetProperty("Gas").GetInt64();
            Assert.True(
                number == 9 || price == 1_000_000_000_000 - gas,
                $"{name}: {price} expected, {1_000_000_000_000 - gas} charged");
        }
        Assert.True(count > 0);
    }
}
