namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>Remembered digests are the digests, and alignment changes none.</summary>
public sealed class HashMemoTests
{
    [Fact]
    public void Of_KnownOrNew_IsTheDigest()
    {
        var random = new Random(1);
        var memo = new HashMemo();
        var bytes = new byte[64];
        for (int i = 0; i < 500; i++)
        {
            // Few different values, so that most are known.
            Array.Clear(bytes);
            bytes[random.Next(64)] = (byte)random.Next(8);
            var word = new Hash256(bytes.AsSpan(0, 32));
            var address = new Address(bytes.AsSpan(0, Address.ByteLength));
            Assert.Equal(Keccak256.Hash(bytes.AsSpan(0, 32)), memo.OfWord(in word));
            Assert.Equal(Keccak256.Hash(bytes), memo.OfPair(bytes));
            Assert.Equal(
                Keccak256.Hash(bytes.AsSpan(0, Address.ByteLength)), memo.OfAddress(in address));
        }
    }

    [Fact]
    public void Hash_EveryAlignmentAndLength_IsTheDigestOfTheBytes()
    {
        var data = new byte[300];
        new Random(2).NextBytes(data);
        for (int length = 0; length <= 290; length++)
        {
            Hash256 expected = Keccak256.Hash(data.AsSpan(0, length));
            var incremental = new Keccak256();
            for (int i = 0; i < length; i++)
            {
                incremental.Update(data.AsSpan(i, 1));
            }

            Assert.Equal(expected, incremental.Finish());
            for (int offset = 1; offset < 8; offset++)
            {
                var moved = new byte[length + 16];
                data.AsSpan(0, length).CopyTo(moved.AsSpan(offset));
                Assert.Equal(expected, Keccak256.Hash(moved.AsSpan(offset, length)));
            }
        }
    }
}
