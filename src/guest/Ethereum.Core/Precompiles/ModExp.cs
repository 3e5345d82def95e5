namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>
/// MODEXP (EIP-198): three 32-byte lengths, then base, exponent and modulus, big-endian; what the input
/// lacks is zero. Priced by EIP-198, EIP-2565 or EIP-7883.
/// </summary>
internal static class ModExp
{
    // Lengths are cut here: an operand of 2^40 bytes costs more gas than any call has.
    private const ulong LengthLimit = 1UL << 40;

    // EIP-7823.
    private const ulong OsakaLengthLimit = 1024;

    /// <summary>Whether the lengths are acceptable at all (EIP-7823 bounds them from Osaka on).</summary>
    public static bool IsAcceptable(ReadOnlySpan<byte> input, ModExpPricing pricing) =>
        pricing != ModExpPricing.Eip7883
        || (Length(input, 0) <= OsakaLengthLimit && Length(input, 1) <= OsakaLengthLimit
            && Length(input, 2) <= OsakaLengthLimit);

    /// <summary>The price in gas; <see cref="long.MaxValue"/> where it does not fit.</summary>
    public static long Price(ReadOnlySpan<byte> input, ModExpPricing pricing)
    {
        ulong baseLength = Length(input, 0);
        ulong exponentLength = Length(input, 1);
        ulong longest = Math.Max(baseLength, Length(input, 2));
        ulong words = (longest + 7) >> 3;
        ulong head = HeadBits(input, baseLength, exponentLength);
        ulong perByte = pricing == ModExpPricing.Eip7883 ? 16UL : 8UL;
        ulong iterations = exponentLength <= 32 ? 0 : perByte * (exponentLength - 32);
        iterations = Math.Max(1, iterations + (head == 0 ? 0 : head - 1));
        UInt128 square = (UInt128)words * words;
        UInt128 price = pricing switch
        {
            ModExpPricing.Eip198 => OldComplexity(longest) * iterations / 20,
            ModExpPricing.Eip2565 => AtLeast(square * iterations / 3, 200),
            _ => AtLeast((longest <= 32 ? 16 : 2 * square) * iterations, 500),
        };
        return price > long.MaxValue ? long.MaxValue : (long)price;
    }

    /// <summary>The power, as long as the modulus. The price has been paid.</summary>
    public static ReadOnlySpan<byte> Run(ReadOnlySpan<byte> input)
    {
        int modulusLength = checked((int)Length(input, 2));
        if (modulusLength == 0)
        {
            return default;
        }
        // With a modulus, the price bounds every length: 2^31 bytes cost 5.7 billion gas and more.
        int baseLength = checked((int)Length(input, 0));
        int exponentLength = checked((int)Length(input, 1));
        long exponentStart = 96L + baseLength;
        var output = new byte[modulusLength];
        ReadOnlySpan<ulong> modulus =
            LimbArithmetic.Read(Operand(input, exponentStart + exponentLength, modulusLength));
        modulus = modulus[..LimbArithmetic.SignificantLength(modulus)];
        if (modulus.Length > 0)
        {
            ulong[] factor = LimbArithmetic.Read(Operand(input, 96, baseLength));
            ReadOnlySpan<byte> exponent = Operand(input, exponentStart, exponentLength);
            LimbArithmetic.Write(ModularPower.Of(factor, exponent, modulus), output);
        }
        return output;
    }

    private static UInt128 AtLeast(UInt128 value, ulong minimum) =>
        value < minimum ? minimum : value;

    private static UInt128 OldComplexity(ulong length)
    {
        UInt128 square = (UInt128)length * length;
        return length <= 64 ? square
            : length <= 1024 ? (square / 4) + (96 * length) - 3072
            : (square / 16) + (480 * (UInt128)length) - 199_680;
    }

    // Bit length of the exponent's first 32 bytes.
    private static ulong HeadBits(
        ReadOnlySpan<byte> input, ulong baseLength, ulong exponentLength)
    {
        int count = (int)Math.Min(exponentLength, 32);
        for (int i = 0; i < count; i++)
        {
            int digit = At(input, 96 + (long)baseLength + i);
            if (digit != 0)
            {
                int bits = 8 * (count - i);
                while ((digit & 0x80) == 0)
                {
                    digit <<= 1;
                    bits--;
                }
                return (ulong)bits;
            }
        }
        return 0;
    }

    private static byte At(ReadOnlySpan<byte> input, long index) =>
        index < input.Length ? input[(int)index] : (byte)0;

    private static ulong Length(ReadOnlySpan<byte> input, int index)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        int start = Math.Min(input.Length, 32 * index);
        int end = Math.Min(input.Length, (32 * index) + 32);
        input[start..end].CopyTo(word);
        return UInt256.FromBigEndian(word).Saturate(LengthLimit);
    }

    // Part of the input, with zeros for what is beyond its end.
    private static ReadOnlySpan<byte> Operand(ReadOnlySpan<byte> input, long start, int length)
    {
        if (start + length <= input.Length)
        {
            return input.Slice((int)start, length);
        }
        var bytes = new byte[length];
        if (start < input.Length)
        {
            input[(int)start..].CopyTo(bytes);
        }
        return bytes;
    }
}
