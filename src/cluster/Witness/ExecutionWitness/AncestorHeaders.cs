using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ExecutionWitness;

/// <summary>The headers that a witness brings, found by their hashes.</summary>
internal sealed class AncestorHeaders
{
    /// <summary>As far as BLOCKHASH sees.</summary>
    private const int MaxCount = 256;

    private readonly Dictionary<Hash256, (byte[] Encoding, BlockHeader Header)> _headers = [];

    public int Count => _headers.Count;

    /// <summary>Adds an encoded header.</summary>
    /// <exception cref="WitnessException">It is none.</exception>
    public void Add(byte[] encoding, string path)
    {
        if (!BlockHeader.TryDecode(encoding, out BlockHeader header))
        {
            throw new WitnessException($"{path}: not the RLP of a block header");
        }

        _headers[BlockHeader.HashOf(encoding)] = (encoding, header);
    }

    /// <summary>The hash of the newest header; null if there is none.</summary>
    public Hash256? FindNewest() => Count == 0 ? null : _headers.MaxBy(entry => entry.Value.Header.Number).Key;

    /// <summary>The state root in a header; null if it is not there.</summary>
    public Hash256? FindStateRoot(Hash256 hash) =>
        _headers.TryGetValue(hash, out (byte[] Encoding, BlockHeader Header) found) ? found.Header.StateRoot : null;

    /// <summary>The headers from the parent on, in whatever order they came.</summary>
    /// <exception cref="WitnessException">The parent's, or one between others, is not there.</exception>
    public List<byte[]> Order(BlockHeader block, string path)
    {
        List<byte[]> ordered = [];
        Hash256 expected = block.ParentHash;
        while (_headers.TryGetValue(expected, out (byte[] Encoding, BlockHeader Header) next))
        {
            ordered.Add(next.Encoding);
            expected = next.Header.ParentHash;
        }

        if (ordered.Count < Count)
        {
            throw new WitnessException(
                $"{path}: the header 0x{Convert.ToHexStringLower(expected.AsSpan())} of block "
                + $"{block.Number - (ulong)ordered.Count - 1} is not there, and {Count - ordered.Count} others are");
        }

        return ordered.Count <= MaxCount ? ordered : ordered[..MaxCount];
    }
}
