using System.Reflection;
using System.Text.Json;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The vectors of precompiled contracts: output, gas and rejection.</summary>
public sealed class PrecompileVectorTests
{
    private static string Folder => DataSet.PathOf("precompiles", "precompiles", "go-ethereum");

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
    [InlineData("blsG1Add", 11)]
    [InlineData("fail-blsG1Add", 11)]
    [InlineData("blsG1Mul", 12)]
    [InlineData("fail-blsG1Mul", 12)]
    [InlineData("blsG1MultiExp", 12)]
    [InlineData("fail-blsG1MultiExp", 12)]
    [InlineData("blsG2Add", 13)]
    [InlineData("fail-blsG2Add", 13)]
    [InlineData("blsG2Mul", 14)]
    [InlineData("fail-blsG2Mul", 14)]
    [InlineData("blsG2MultiExp", 14)]
    [InlineData("fail-blsG2MultiExp", 14)]
    [InlineData("blsPairing", 15)]
    [InlineData("fail-blsPairing", 15)]
    [InlineData("blsMapG1", 16)]
    [InlineData("fail-blsMapG1", 16)]
    [InlineData("blsMapG2", 17)]
    [InlineData("fail-blsMapG2", 17)]
    [InlineData("p256Verify", 0x100)]
    public void Run_OfficialVectors_GiveOutputAndGas(string file, int number, int pricing = 1)
    {
        PrecompileRules rules = new(17, true, (ModExpPricing)pricing, true);
        byte[] json = File.ReadAllBytes(Path.Combine(Folder, file + ".json"));
        using JsonDocument document = JsonDocument.Parse(json);
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

    [DataFact("precompiles")]
    public void Run_OfficialVectors_CoverEveryFile()
    {
        MethodInfo theory = typeof(PrecompileVectorTests).GetMethod(
            nameof(Run_OfficialVectors_GiveOutputAndGas))!;
        IEnumerable<string> covered = theory.GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (IReadOnlyList<CustomAttributeTypedArgument>)
                data.ConstructorArguments[0].Value!)
            .Select(arguments => (string)arguments[0].Value!);
        IEnumerable<string> present = Directory.GetFiles(Folder, "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(present.Order(), covered.Order());
    }
}
