namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>
/// A natural number of any length, as 32-bit digits, least significant first, without leading zeros:
/// products and quotients of two digits are then single machine instructions.
/// </summary>
internal readonly struct BigNatural
{
    private readonly uint[] _digits;
    private readonly int _length;

    /// <summary>Reads big-endian bytes.</summary>
    public BigNatural(ReadOnlySpan<byte> bytes)
    {
        _digits = new uint[(bytes.Length + 3) >> 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            _digits[i >> 2] |= (uint)bytes[bytes.Length - 1 - i] << (8 * (i & 3));
        }
        _length = SignificantLength(_digits, _digits.Length);
    }

    private BigNatural(uint[] digits, int length)
    {
        _digits = digits;
        _length = SignificantLength(digits, length);
    }

    public static BigNatural One => new([1], 1);

    public bool IsZero => _length == 0;

    /// <summary>This times <paramref name="other"/>, modulo a number that is not zero.</summary>
    public BigNatural MultiplyModulo(in BigNatural other, in BigNatural modulus)
    {
        if (modulus._length <= 8 && _length <= 8 && other._length <= 8)
        {
            UInt256 product = UInt256.MulMod(ToWord(), other.ToWord(), modulus.ToWord());
            return FromWord(in product);
        }
        var digits = new uint[_length + other._length];
        for (int i = 0; i < _length; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < other._length; j++)
            {
                carry += ((ulong)_digits[i] * other._digits[j]) + digits[i + j];
                digits[i + j] = (uint)carry;
                carry >>= 32;
            }
            digits[i + other._length] = (uint)carry;
        }
        return new BigNatural(digits, digits.Length).Modulo(in modulus);
    }

    /// <summary>The remainder by a number that is not zero (Knuth, TAOCP 2, 4.3.1 D).</summary>
    public BigNatural Modulo(in BigNatural modulus)
    {
        int n = modulus._length;
        if (_length < n)
        {
            return this;
        }
        int shift = LeadingZeros(modulus._digits[n - 1]);
        uint[] divisor = Shifted(modulus._digits, n, shift);
        uint[] rest = Shifted(_digits, _length, shift);
        for (int j = _length - n; j >= 0; j--)
        {
            SubtractMultiple(rest, j, divisor, n);
        }
        for (int i = 0; i < n; i++)
        {
            ulong pair = ((ulong)(i + 1 < n ? rest[i + 1] : 0) << 32) | rest[i];
            rest[i] = (uint)(pair >> shift);
        }
        return new BigNatural(rest, n);
    }

    /// <summary>Writes the number right-aligned, with leading zeros; the target is zero and fits it.</summary>
    public void WriteBigEndian(Span<byte> target)
    {
        for (int i = 0; i < 4 * _length && i < target.Length; i++)
        {
            target[target.Length - 1 - i] = (byte)(_digits[i >> 2] >> (8 * (i & 3)));
        }
    }

    // Subtracts the largest multiple of the divisor from rest[j .. j + n].
    private static void SubtractMultiple(uint[] rest, int j, uint[] divisor, int n)
    {
        ulong top = ((ulong)rest[j + n] << 32) | rest[j + n - 1];
        ulong digit = rest[j + n] >= divisor[n - 1] ? uint.MaxValue : top / divisor[n - 1];
        ulong remainder = top - (digit * divisor[n - 1]);
        while (n > 1 && remainder <= uint.MaxValue
            && digit * divisor[n - 2] > ((remainder << 32) | rest[j + n - 2]))
        {
            digit--;
            remainder += divisor[n - 1];
        }
        long borrow = 0;
        ulong carry = 0;
        for (int i = 0; i < n; i++)
        {
            carry += digit * divisor[i];
            borrow += rest[j + i] - (long)(uint)carry;
            rest[j + i] = (uint)borrow;
            borrow >>= 32;
            carry >>= 32;
        }
        borrow += rest[j + n] - (long)carry;
        rest[j + n] = (uint)borrow;
        if (borrow < 0)
        {
            ulong sum = 0;
            for (int i = 0; i < n; i++)
            {
                sum += (ulong)rest[j + i] + divisor[i];
                rest[j + i] = (uint)sum;
                sum >>= 32;
            }
            rest[j + n] += (uint)sum;
        }
    }

    // The digits times 2^shift, with one digit more.
    private static uint[] Shifted(uint[] digits, int length, int shift)
    {
        var result = new uint[length + 1];
        ulong carry = 0;
        for (int i = 0; i < length; i++)
        {
            carry |= (ulong)digits[i] << shift;
            result[i] = (uint)carry;
            carry >>= 32;
        }
        result[length] = (uint)carry;
        return result;
    }

    private static int LeadingZeros(uint digit)
    {
        int count = 0;
        while ((digit & 0x8000_0000) == 0)
        {
            digit <<= 1;
            count++;
        }
        return count;
    }

    private static int SignificantLength(uint[] digits, int length)
    {
        while (length > 0 && digits[length - 1] == 0)
        {
            length--;
        }
        return length;
    }

    private static BigNatural FromWord(in UInt256 word)
    {
        var digits = new uint[8];
        for (int i = 0; i < 8; i++)
        {
            digits[i] = (uint)(word.Limb(i >> 1) >> (32 * (i & 1)));
        }
        return new BigNatural(digits, 8);
    }

    private UInt256 ToWord() => new(Pair(0), Pair(2), Pair(4), Pair(6));

    private ulong Pair(int index) => Digit(index) | ((ulong)Digit(index + 1) << 32);

    private uint Digit(int index) => index < _length ? _digits[index] : 0;
}
