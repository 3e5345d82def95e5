
namespace ZeroSharp.Stark.Hashing.Tests;

public sealed class Blake3Tests
{
    /// <summary>Official vectors: input byte i is i mod 251 (BLAKE3-team/BLAKE3, test_vectors.json).</summary>
    [Theory]
    [InlineData(0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    [InlineData(1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213")]
    [InlineData(1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11")]
    [InlineData(1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7")]
    [InlineData(1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444")]
    [InlineData(2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a")]
    public void Hash_OfficialVectors_AreMet(int length, string expected)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
        byte[] digest = new byte[32];

        Blake3.Hash(message, digest);

        Assert.Equal(expected, Convert.ToHexStringLower(digest));
    }
}
