using System.Runtime.CompilerServices;

namespace ZeroSharp.Ethereum.Core;

/// <summary>Keccak-256 with Ethereum's padding (0x01, as before FIPS 202).</summary>
/// <remarks>
/// The static <see cref="Hash(ReadOnlySpan{byte})"/> hashes one span without allocation. An instance
/// hashes incrementally: <see cref="Update"/> any number of times, then <see cref="Finish"/>, which
/// makes it ready for the next message.
/// </remarks>
public sealed class Keccak256
{
    /// <summary>Bytes absorbed by one permutation.</summary>
    public const int Rate = 136;

    private const int RateWords = Rate / 8;

    private readonly ulong[] state = new ulong[25];
    private readonly byte[] pending = new byte[Rate];
    private int pendingLength;

    /// <summary>The digest of one message.</summary>
    [SkipLocalsInit]
    public static unsafe Hash256 Hash(ReadOnlySpan<byte> message)
    {
        ulong* state = stackalloc ulong[25];
        fixed (byte* bytes = message)
        {
            byte* next = bytes;
            int left = message.Length;
            // The state begins as zero, so that the first block is not added but stored.
            for (int i = Math.Min(left >> 3, RateWords); i < 25; i++)
            {
                state[i] = 0;
            }
            if (left >= Rate)
            {
                LoadWords(state, next, RateWords);
                Permutation.KeccakF1600(state);
                next += Rate;
                left -= Rate;
                while (left >= Rate)
                {
                    AddWords(state, next, RateWords);
                    Permutation.KeccakF1600(state);
                    next += Rate;
                    left -= Rate;
                }
                AddWords(state, next, left >> 3);
            }
            else
            {
                LoadWords(state, next, left >> 3);
            }
            AbsorbRest(state, next, left);
        }
        return new Hash256(state[0], state[1], state[2], state[3]);
    }

    /// <summary>Appends to the message.</summary>
    public void Update(ReadOnlySpan<byte> data)
    {
        if (pendingLength > 0)
        {
            int take = Math.Min(Rate - pendingLength, data.Length);
            data[..take].CopyTo(pending.AsSpan(pendingLength));
            pendingLength += take;
            data = data[take..];
            if (pendingLength < Rate)
            {
                return;
            }
            Absorb(pending);
            pendingLength = 0;
        }
        while (data.Length >= Rate)
        {
            Absorb(data);
            data = data[Rate..];
        }
        data.CopyTo(pending);
        pendingLength = data.Length;
    }

    /// <summary>The digest of the message so far; then starts an empty message.</summary>
    public unsafe Hash256 Finish()
    {
        fixed (ulong* lanes = state)
        fixed (byte* bytes = pending)
        {
            AddWords(lanes, bytes, pendingLength >> 3);
            AbsorbRest(lanes, bytes, pendingLength);
        }
        var hash = new Hash256(state[0], state[1], state[2], state[3]);
        Array.Clear(state);
        pendingLength = 0;
        return hash;
    }

    // The first Rate bytes, of at least as many.
    private unsafe void Absorb(ReadOnlySpan<byte> block)
    {
        fixed (ulong* lanes = state)
        fixed (byte* bytes = block)
        {
            AddWords(lanes, bytes, RateWords);
            Permutation.KeccakF1600(lanes);
        }
    }

    // The last block, whose whole words are in the state already.
    private static unsafe void AbsorbRest(ulong* state, byte* block, int length)
    {
        int words = length >> 3;
        ulong last = 0;
        int shift = 0;
        for (int i = words << 3; i < length; i++)
        {
            last |= (ulong)block[i] << shift;
            shift += 8;
        }
        state[words] ^= last | (1UL << shift);
        state[RateWords - 1] ^= 1UL << 63;
        Permutation.KeccakF1600(state);
    }

    private static unsafe void LoadWords(ulong* state, byte* bytes, int count)
    {
        int shift = Misalignment(bytes);
        if (shift == 0)
        {
            for (int i = 0; i < count; i++)
            {
                state[i] = ((ulong*)bytes)[i];
            }
        }
        else if (count > 0)
        {
            ulong* words = (ulong*)(bytes - (shift >> 3));
            ulong low = words[0];
            for (int i = 0; i < count; i++)
            {
                ulong high = words[i + 1];
                state[i] = (low >> shift) | (high << (64 - shift));
                low = high;
            }
        }
    }

    private static unsafe void AddWords(ulong* state, byte* bytes, int count)
    {
        int shift = Misalignment(bytes);
        if (shift == 0)
        {
            for (int i = 0; i < count; i++)
            {
                state[i] ^= ((ulong*)bytes)[i];
            }
        }
        else if (count > 0)
        {
            ulong* words = (ulong*)(bytes - (shift >> 3));
            ulong low = words[0];
            for (int i = 0; i < count; i++)
            {
                ulong high = words[i + 1];
                state[i] ^= (low >> shift) | (high << (64 - shift));
                low = high;
            }
        }
    }

    // How many bits of the aligned word before the bytes are not theirs. The machine knows aligned
    // words only; every word read then holds a byte of the message, so that nothing beyond its first
    // and last word is touched.
    private static unsafe int Misalignment(byte* bytes) => (int)((ulong)bytes & 7) << 3;
}
