namespace ZeroSharp.Stark.Pcs;

/// <summary>The prover's search for a nonce that <see cref="Challenger.CheckWork"/> accepts.</summary>
public static class ProofOfWork
{
    /// <summary>Finds the smallest nonce, and absorbs it. Takes about 2^<paramref name="bits"/> hashes.</summary>
    public static ulong Grind(Challenger challenger, int bits)
    {
        ulong nonce = 0;
        while (!challenger.IsWork(bits, nonce))
        {
            nonce++;
        }

        challenger.Observe(nonce);
        return nonce;
    }
}
