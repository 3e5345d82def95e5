using System.Numerics;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

/// <summary>The environment calls against independent arithmetic, on random operands and edges.</summary>
public sealed class CallTests
{
    private const uint Address = 0x0040_0000;

    [Fact]
    public void Run_MulMod_IsThatOfBigInteger()
    {
        Random random = new(1);
        int accepted = 0;
        for (int i = 0; i < 3_000; i++)
        {
            ulong[] operands = [.. Wide(random), .. Wide(random), .. Wide(random)];
            BigInteger product = Number(operands, 0) * Number(operands, 4);
            BigInteger modulus = Number(operands, 8);
            ulong[]? words = Call(EcallNumber.MulMod256, operands);
            Assert.Equal(!modulus.IsZero && product < modulus << 256, words is not null);
            if (words is not null)
            {
                Assert.Equal(product % modulus, Number(words, 12));
                accepted++;
            }
        }

        Assert.InRange(accepted, 500, 3_000);
    }

    [Fact]
    public void Run_DivRem_IsThatOfBigInteger()
    {
        Random random = new(2);
        for (int i = 0; i < 3_000; i++)
        {
            ulong[] operands = [.. Wide(random), .. Wide(random)];
            BigInteger divisor = Number(operands, 4);
            ulong[]? words = Call(EcallNumber.DivRem256, operands);
            Assert.Equal(divisor.IsZero, words is null);
            if (words is not null)
            {
                BigInteger quotient = BigInteger.DivRem(Number(operands, 0), divisor, out BigInteger remainder);
                Assert.Equal(quotient, Number(words, 8));
                Assert.Equal(remainder, Number(words, 12));
            }
        }
    }

    // Where the estimate of a quotient's digit is too large by one or two, which random operands hardly ever hit.
    [Theory]
    [InlineData(0UL, 0UL, 0x8000_0000_0000_0000UL, 0x7FFF_FFFF_FFFF_FFFFUL, 1UL, 0UL, 0UL, 0x8000_0000_0000_0000UL)]
    [InlineData(3UL, 0UL, 0x8000_0000_0000_0000UL, 0UL, 1UL, 0UL, 0x2000_0000_0000_0000UL, 0UL)]
    [InlineData(0UL, ulong.MaxValue - 1, 1UL << 63, 0UL, ulong.MaxValue, 1UL << 63, 0UL, 0UL)]
    public void Run_DivRemHardDigits_IsThatOfBigInteger(
        ulong a0, ulong a1, ulong a2, ulong a3, ulong d0, ulong d1, ulong d2, ulong d3)
    {
        ulong[] operands = [a0, a1, a2, a3, d0, d1, d2, d3];
        ulong[] words = Call(EcallNumber.DivRem256, operands)!;
        Assert.Equal(Number(operands, 0) / Number(operands, 4), Number(words, 8));
        Assert.Equal(Number(operands, 0) % Number(operands, 4), Number(words, 12));
    }

    // The first lanes of Keccak-f[1600] of the zero state (Keccak team, KeccakF-1600-IntermediateValues.txt).
    [Fact]
    public void Run_KeccakOfZeros_IsThePublishedState()
    {
        ulong[] words = Call(EcallNumber.KeccakF1600, new ulong[25])!;
        Assert.Equal(
            [0xF1258F7940E1DDE7UL, 0x84D5CCF933C0478AUL, 0xD598261EA65AA9EEUL, 0xBD1547306F80494DUL], words[..4]);
        Assert.Equal(0xEAF1FF7B5CECA249UL, words[24]);
    }

    // The 25 words at the call's address afterwards; null if it trapped.
    private static ulong[]? Call(int number, ulong[] operands)
    {
        ImageWord[] data = [.. operands.Select((word, i) => new ImageWord(Address + (8 * (uint)i), word))];
        using Machine machine = new(
            Encode.Program(
                [
                    Encode.Addi(17, 0, number), Encode.Lui(10, Address >> 12), Encode.Ecall,
                    Encode.Addi(17, 0, EcallNumber.Halt), Encode.Ecall,
                ],
                data),
            []);
        RunStatus status = machine.Run();
        Assert.True(status is RunStatus.Halted or RunStatus.BadCallOperands);
        return status == RunStatus.Halted
            ? [.. Enumerable.Range(0, 25).Select(i => machine.Memory.ReadWord(Address + (8 * (uint)i)))]
            : null;
    }

    // Numbers of any length, with many words that are all zeros or all ones.
    private static ulong[] Wide(Random random)
    {
        ulong[] words = new ulong[4];
        for (int i = random.Next(5) - 1; i >= 0; i--)
        {
            words[i] = random.Next(5) switch
            {
                0 => 0,
                1 => ulong.MaxValue,
                2 => 1UL << random.Next(64),
                _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
            };
        }

        return words;
    }

    private static BigInteger Number(ulong[] words, int first)
    {
        BigInteger value = 0;
        for (int i = 3; i >= 0; i--)
        {
            value = (value << 64) | words[first + i];
        }

        return value;
    }
}
