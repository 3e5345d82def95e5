using System.Buffers.Binary;

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
    public static Hash256 Hash(ReadOnlySpan<byte> message)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (message.Length >= Rate)
        {
            Absorb(state, message);
            Permutation.KeccakF1600(state);
            message = message[Rate..];
        }
        AbsorbLast(state, message);
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
            Absorb(state, pending);
            Permutation.KeccakF1600(state);
            pendingLength = 0;
        }
        while (data.Length >= Rate)
        {
            Absorb(state, data);
            Permutation.KeccakF1600(state);
            data = data[Rate..];
        }
        data.CopyTo(pending);
        pendingLength = data.Length;
    }

    /// <summary>The digest of the message so far; then starts an empty message.</summary>
    public Hash256 Finish()
    {
        AbsorbLast(state, pending.AsSpan(0, pendingLength));
        var hash = new Hash256(state[0], state[1], state[2], state[3]);
        Array.Clear(state);
        pendingLength = 0;
        return hash;
    }

    private static void AbsorbLast(Span<ulong> state, ReadOnlySpan<byte> rest)
    {
        int words = rest.Length >> 3;
        for (int i = 0; i < words; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(rest[(i << 3)..]);
        }
        ulong last = 0;
        int shift = 0;
        for (int i = words << 3; i < rest.Length; i++)
        {
            last |= (ulong)rest[i] << shift;
            shift += 8;
        }
        state[words] ^= last | (1UL << shift);
        state[RateWords - 1] ^= 1UL << 63;
        Permutation.KeccakF1600(state);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        Span<ulong> lanes = state[..RateWords];
        for (int i = 0; i < lanes.Length; i++)
        {
            lanes[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i << 3)..]);
        }
    }
}
