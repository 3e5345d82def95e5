namespace ZeroSharp.Ethereum.Core.Tests;

public sealed class Keccak256Tests
{
    [Fact]
    public void Hash_EmptyMessage_IsTheEmptyCodeHash() =>
        Assert.Equal(Hash256.EmptyKeccak, Keccak256.Hash([]));

    [Fact]
    public void Hash_RlpOfEmptyString_IsTheEmptyTrieRoot() =>
        Assert.Equal(Hash256.EmptyTrieRoot, Keccak256.Hash([0x80]));

    [Fact]
    public void EmptyKeccak_Bytes_AreInOrder() => Assert.Equal(
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        Convert.ToHexStringLower(Hash256.EmptyKeccak.AsSpan()));

    [Fact]
    public void Finish_MessageInPieces_EqualsHashOfTheWhole()
    {
        var hasher = new Keccak256();
        byte[] message = new byte[700];
        new Random(1).NextBytes(message);
        for (int length = 0; length < message.Length; length += 17)
        {
            for (int at = 0; at < length; at += 61)
            {
                hasher.Update(message.AsSpan(at, Math.Min(61, length - at)));
            }
            Assert.Equal(Keccak256.Hash(message.AsSpan(0, length)), hasher.Finish());
        }
    }
}
