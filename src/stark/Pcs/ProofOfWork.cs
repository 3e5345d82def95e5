using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>The prover's search for a nonce that <see cref="Challenger.CheckWork"/> accepts.</summary>
public static unsafe class ProofOfWork
{
    private const int Lanes = Blake3Lanes.Lanes;
    private const int MessageWords = Challenger.WorkLength / 4;
    private const int DigestWords = Blake3.DigestLength / 4;

    // A search of a thread without looking at the others.
    private const ulong BatchLength = 1 << 14;
    private const ulong NotFound = ulong.MaxValue;

    /// <summary>
    /// Finds the smallest nonce, and absorbs it. Takes about 2^<paramref name="bits"/> hashes.
    /// </summary>
    /// <param name="threads">Most threads that search at once.</param>
    public static ulong Grind(Challenger challenger, int bits, int threads = 1)
    {
        byte[] message = new byte[Challenger.WorkLength];
        challenger.WriteWork(0, message);
        var found = new ulong[threads];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        for (ulong first = 0; ; first += BatchLength * (ulong)threads)
        {
            ulong start = first;
            Parallel.For(
                0,
                threads,
                options,
                thread => found[thread] = Search(
                    message, bits, start + (BatchLength * (ulong)thread)));
            foreach (ulong nonce in found)
            {
                if (nonce != NotFound)
                {
                    challenger.Observe(nonce);
                    return nonce;
                }
            }
        }
    }

    /// <summary>The smallest nonce of a batch, or <see cref="NotFound"/>.</summary>
    private static ulong Search(ReadOnlySpan<byte> message, int bits, ulong first)
    {
        uint* messages = stackalloc uint[Lanes * MessageWords];
        uint* digests = stackalloc uint[Lanes * DigestWords];
        for (int lane = 0; lane < Lanes; lane++)
        {
            uint* words = messages + (lane * MessageWords);
            message.CopyTo(new Span<byte>(words, Challenger.WorkLength));
            *Nonce(words) = first + (ulong)lane;
        }

        ulong mask = (1UL << bits) - 1;
        for (ulong searched = 0; searched < BatchLength; searched += Lanes)
        {
            Blake3Lanes.Hash(messages, MessageWords, MessageWords, digests);
            for (int lane = 0; lane < Lanes; lane++)
            {
                if ((digests[lane * DigestWords] & mask) == 0)
                {
                    return first + searched + (ulong)lane;
                }

                *Nonce(messages + (lane * MessageWords)) += Lanes;
            }
        }

        return NotFound;
    }

    private static ulong* Nonce(uint* message) => (ulong*)(message + (Challenger.WorkNonceAt / 4));
}
