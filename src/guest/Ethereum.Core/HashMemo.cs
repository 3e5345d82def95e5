namespace ZeroSharp.Ethereum.Core;

/// <summary>
/// Digests of words, pairs of words and addresses that were hashed before: slots have the same numbers
/// in many contracts, contracts look the same key up again and again, and what a log names was named by
/// others. To find a digest costs a tenth of a permutation.
/// </summary>
public sealed class HashMemo
{
    private readonly HashMap<Hash256, Hash256> _words = new(1024);
    private readonly HashMap<WordPair, Hash256> _pairs = new(1024);
    private readonly HashMap<Address, Hash256> _addresses = new(256);

    /// <summary>keccak256 of 32 bytes.</summary>
    public Hash256 OfWord(in Hash256 word)
    {
        ref Hash256 digest = ref _words.GetOrAdd(in word, out bool existed);
        if (!existed)
        {
            digest = Keccak256.Hash(word.AsSpan());
        }
        return digest;
    }

    /// <summary>keccak256 of 64 bytes: where a contract keeps the entry of a mapping.</summary>
    public Hash256 OfPair(ReadOnlySpan<byte> bytes)
    {
        var pair = new WordPair(new Hash256(bytes[..32]), new Hash256(bytes.Slice(32, 32)));
        ref Hash256 digest = ref _pairs.GetOrAdd(in pair, out bool existed);
        if (!existed)
        {
            digest = Keccak256.Hash(bytes);
        }
        return digest;
    }

    /// <summary>keccak256 of the 20 bytes of an address.</summary>
    public Hash256 OfAddress(in Address address)
    {
        ref Hash256 digest = ref _addresses.GetOrAdd(in address, out bool existed);
        if (!existed)
        {
            Span<byte> bytes = stackalloc byte[Address.ByteLength];
            address.CopyTo(bytes);
            digest = Keccak256.Hash(bytes);
        }
        return digest;
    }

    private readonly struct WordPair(in Hash256 first, in Hash256 second) : IHashKey<WordPair>
    {
        private readonly Hash256 _first = first;
        private readonly Hash256 _second = second;

        public uint KeyHash() => _first.KeyHash() ^ (3 * _second.KeyHash());

        public bool KeyEquals(in WordPair other) =>
            _first == other._first && _second == other._second;
    }
}
