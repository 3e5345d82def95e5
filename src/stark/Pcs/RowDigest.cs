using System.Buffers.Binary;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>The leaf of a Merkle tree: the Blake3 digest of a row's words, little-endian.</summary>
public static class RowDigest
{
    public static void Compute(ReadOnlySpan<BabyBear> row, Span<byte> digest)
    {
        byte[] bytes = new byte[4 * row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i, 4), row[i].Raw);
        }

        Blake3.Hash(bytes, digest);
    }
}
