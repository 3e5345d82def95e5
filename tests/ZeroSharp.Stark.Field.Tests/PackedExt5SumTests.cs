namespace ZeroSharp.Stark.Field.Tests;

public sealed class PackedExt5SumTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void AddProduct_LargestElements_DoesNotOverflow(int count)
    {
        BabyBear largest = -BabyBear.One;
        BabyBear largestWord = BabyBear.FromRaw(BabyBear.Modulus - 1);
        foreach (BabyBear element in new[] { largest, largestWord })
        {
            Ext5 a = new(element, element, element, element, element);
            AssertSum(Enumerable.Repeat((a, element), count));
        }
    }

    [Fact]
    public void AddProduct_RandomElements_IsTheSumOfProducts()
    {
        Random random = new(7);
        for (int count = 0; count < 40; count++)
        {
            AssertSum([.. Enumerable.Range(0, count).Select(_ => (
                new Ext5(Element(random), Element(random), Element(random), Element(random), Element(random)),
                Element(random)))]);
        }
    }

    // The lanes hold the second factor times 0, 1, ..., 7.
    private static void AssertSum(IEnumerable<(Ext5 A, BabyBear B)> terms)
    {
        PackedExt5Sum sum = default;
        Ext5[] expected = new Ext5[PackedBabyBear.Lanes];
        Span<BabyBear> lanes = stackalloc BabyBear[PackedBabyBear.Lanes];
        foreach ((Ext5 a, BabyBear b) in terms)
        {
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                lanes[lane] = b * BabyBear.FromUInt32((uint)lane);
                expected[lane] += a * lanes[lane];
            }

            PackedExt5 packed = PackedExt5.Broadcast(a);
            sum.AddProduct(in packed, Load(lanes));
        }

        for (int lane = 0; lane < expected.Length; lane++)
        {
            Assert.Equal(expected[lane], sum.Value.Lane(lane));
        }
    }

    private static unsafe PackedBabyBear Load(Span<BabyBear> lanes)
    {
        fixed (BabyBear* pointer = lanes)
        {
            return PackedBabyBear.Load(pointer);
        }
    }

    private static BabyBear Element(Random random) => BabyBear.FromUInt32((uint)random.NextInt64(BabyBear.Modulus));
}
