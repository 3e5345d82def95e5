using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>The prover's search for a nonce that <see cref="Challenger.CheckWork"/> accepts.</summary>
public static unsafe class ProofOfWork
{
    private const int Lanes = Blake3Lanes.Lanes;
    private const int MessageWords = Challenger.WorkLength / 4;
    private const int DigestWords = Blake3.DigestLength / 4;

    /// <summary>
    /// Finds the smallest nonce, and absorbs it. Takes about 2^<paramref name="bits"/> hashes.
    /// </summary>
    public static ulong Grind(Challenger challenger, int bits)
    {
        uint* messages = stackalloc uint[Lanes * MessageWords];
        uint* digests = stackalloc uint[Lanes * DigestWords];
        for (int lane = 0; lane < Lanes; lane++)
        {
            uint* message = messages + (lane * MessageWords);
            challenger.WriteWork((ulong)lane, new Span<byte>(message, Challenger.WorkLength));
        }

        ulong mask = (1UL << bits) - 1;
        for (ulong first = 0; ; first += Lanes)
        {
            Blake3Lanes.Hash(messages, MessageWords, MessageWords, digests);
            for (int lane = 0; lane < Lanes; lane++)
            {
                if ((digests[lane * DigestWords] & mask) == 0)
                {
                    ulong nonce = first + (ulong)lane;
                    challenger.Observe(nonce);
                    return nonce;
                }
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                uint* nonce = messages + (lane * MessageWords) + (Challenger.WorkNonceAt / 4);
                *(ulong*)nonce += Lanes;
            }
        }
    }
}
