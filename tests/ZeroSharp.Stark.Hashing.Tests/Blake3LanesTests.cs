using System.Runtime.InteropServices;

namespace ZeroSharp.Stark.Hashing.Tests;

public sealed unsafe class Blake3LanesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(700)]
    [InlineData(1031)]
    public void Hash_EightMessages_EqualsOneAtATime(int wordCount)
    {
        int stride = wordCount + 3;
        uint[] words = Words(8 * stride);
        uint[] digests = new uint[64];
        fixed (uint* source = words, destination = digests)
        {
            Blake3Lanes.Hash(source, stride, wordCount, destination);
        }

        for (int lane = 0; lane < 8; lane++)
        {
            byte[] expected = new byte[32];
            Blake3.Hash(
                MemoryMarshal.AsBytes(words.AsSpan(lane * stride, wordCount)), expected);
            Assert.Equal(
                expected, MemoryMarshal.AsBytes(digests.AsSpan(8 * lane, 8)).ToArray());
        }
    }

    [Fact]
    public void HashPairs_EightPairs_EqualsOneAtATime()
    {
        uint[] pairs = Words(8 * 16);
        uint[] parents = new uint[64];
        fixed (uint* source = pairs, destination = parents)
        {
            Blake3Lanes.HashPairs(source, destination);
        }

        for (int lane = 0; lane < 8; lane++)
        {
            byte[] expected = new byte[32];
            Span<byte> pair = MemoryMarshal.AsBytes(pairs.AsSpan(16 * lane, 16));
            Blake3.HashPair(pair[..32], pair[32..], expected);
            Assert.Equal(expected, MemoryMarshal.AsBytes(parents.AsSpan(8 * lane, 8)).ToArray());
        }
    }

    private static uint[] Words(int count)
    {
        uint[] words = new uint[count];
        new Random(count).NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }
}
