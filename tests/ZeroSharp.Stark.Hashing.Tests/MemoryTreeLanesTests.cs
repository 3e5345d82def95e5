using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing.Tests;

public sealed class MemoryTreeLanesTests
{
    private const int MaxCount = 35;

    [Fact]
    public void Leaves_AnyNumber_AreThoseOneByOne()
    {
        Random random = new(1);
        for (int count = 0; count <= MaxCount; count++)
        {
            ulong[] words = new ulong[4 * count];
            foreach (ref ulong word in words.AsSpan())
            {
                word = random.Next(4) switch
                {
                    0 => 0,
                    1 => ulong.MaxValue,
                    _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
                };
            }

            MemoryDigest[] digests = new MemoryDigest[count];
            MemoryTreeLanes.Leaves(words, digests);
            for (int i = 0; i < count; i++)
            {
                MemoryDigest expected = MemoryTreeHash.Leaf(
                    words[4 * i], words[(4 * i) + 1], words[(4 * i) + 2], words[(4 * i) + 3]);
                Assert.Equal(expected, digests[i]);
            }
        }
    }

    [Fact]
    public void Nodes_AnyNumber_AreThoseOneByOne()
    {
        Random random = new(2);
        for (int count = 0; count <= MaxCount; count++)
        {
            MemoryDigest[] children = new MemoryDigest[2 * count];
            foreach (ref MemoryDigest child in children.AsSpan())
            {
                for (int i = 0; i < MemoryDigest.Length; i++)
                {
                    child[i] = BabyBear.FromRaw(random.Next(4) switch
                    {
                        0 => 0,
                        1 => BabyBear.Modulus - 1,
                        _ => (uint)random.NextInt64(BabyBear.Modulus),
                    });
                }
            }

            MemoryDigest[] digests = new MemoryDigest[count];
            MemoryTreeLanes.Nodes(children, digests);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(MemoryTreeHash.Node(in children[2 * i], in children[(2 * i) + 1]), digests[i]);
            }
        }
    }

    [Fact]
    public void LeavesAndNodes_LengthsThatDoNotFit_Throw()
    {
        Assert.Throws<ArgumentException>(() => MemoryTreeLanes.Leaves(new ulong[7], new MemoryDigest[2]));
        Assert.Throws<ArgumentException>(() => MemoryTreeLanes.Nodes(new MemoryDigest[3], new MemoryDigest[2]));
    }
}
