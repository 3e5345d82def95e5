using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// Finds a key whose hash begins with given nibbles, by trying. The proof of such a key, whether the trie has it
/// or not, contains the node at that place: the only way to a node that no touched key leads to.
/// </summary>
internal static class KeySearch
{
    /// <summary>Longer paths take too many hashes.</summary>
    public const int MaxNibbles = 6;

    /// <summary>Keys to try, several times what six nibbles take on average: one in e^16 searches fails.</summary>
    private const int MaxTries = 1 << 28;

    /// <summary>Keys that a thread tries before it looks whether another has found one.</summary>
    private const int BatchSize = 1 << 12;

    /// <summary>A key, or null where the path is too long or the tries did not suffice.</summary>
    /// <param name="place">Whose path the key's hash must begin with.</param>
    /// <param name="byteLength">20 for addresses, 32 for slots.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static byte[]? Find(TriePlace place, int byteLength, CancellationToken cancellation)
    {
        if (place.Path.Length > MaxNibbles)
        {
            return null;
        }

        byte[]? found = null;
        ParallelOptions options = new() { CancellationToken = cancellation };
        Parallel.For(0, MaxTries / BatchSize, options, (batch, loop) =>
        {
            byte[] key = new byte[byteLength];
            for (int i = 0; i < BatchSize && !loop.IsStopped; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(byteLength - 4), (batch * BatchSize) + i);
                if (place.IsAbove(Keccak256.Hash(key)))
                {
                    Interlocked.CompareExchange(ref found, key, null);
                    loop.Stop();
                    return;
                }
            }
        });
        return found;
    }
}
