using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing.Tests;

public sealed class Poseidon2Width24Tests
{
    [Fact]
    public void MultiplyExternal_UnitVectors_GiveTheColumnsOfTheMatrix()
    {
        uint[,] m4 = { { 2, 3, 1, 1 }, { 1, 2, 3, 1 }, { 1, 1, 2, 3 }, { 3, 1, 1, 2 } };
        for (int column = 0; column < 24; column++)
        {
            BabyBear[] state = new BabyBear[24];
            state[column] = BabyBear.One;
            Poseidon2Width24.MultiplyExternal<BabyBear>(state);
            for (int row = 0; row < 24; row++)
            {
                uint factor = row / 4 == column / 4 ? 2u : 1u;
                Assert.Equal(factor * m4[row % 4, column % 4], state[row].Value);
            }
        }
    }

    [Fact]
    public void InternalMatrix_IsInvertible()
    {
        // det(diag(d) + 1 1^T) = prod d * (1 + sum 1/d).
        BabyBear sum = BabyBear.One;
        foreach (BabyBear d in Poseidon2Width24.InternalDiagonal)
        {
            Assert.NotEqual(BabyBear.Zero, d);
            sum += d.Inverse();
        }

        Assert.NotEqual(BabyBear.Zero, sum);
    }

    [Fact]
    public void Leaf_OneLimbChanged_ChangesEveryElement()
    {
        MemoryDigest zero = MemoryTreeHash.Leaf(0, 0, 0, 0);
        MemoryDigest one = MemoryTreeHash.Leaf(0, 0, 0, 1UL << 48);

        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            Assert.NotEqual(zero[i], one[i]);
        }
    }

    [Fact]
    public void Node_ChildrenSwapped_DiffersFromOriginal()
    {
        MemoryDigest a = MemoryTreeHash.Leaf(1, 2, 3, 4);
        MemoryDigest b = MemoryTreeHash.Leaf(5, 6, 7, 8);

        Assert.NotEqual(MemoryTreeHash.Node(a, b), MemoryTreeHash.Node(b, a));
    }
}
