using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>Rows of one committed matrix, with the digests that tie them to its root.</summary>
public sealed class RowOpening
{
    public RowOpening(int width, BabyBear[] rows, byte[] siblings)
    {
        Width = width;
        Rows = rows;
        Siblings = siblings;
    }

    /// <summary>Words of a row.</summary>
    public int Width { get; }

    /// <summary>The rows at the queried positions, ascending, one after another.</summary>
    public BabyBear[] Rows { get; }

    /// <summary>The digests of <see cref="MerkleTree.Open"/>.</summary>
    public byte[] Siblings { get; }

    /// <summary>The words of one row.</summary>
    public ReadOnlySpan<BabyBear> Row(int index) => Rows.AsSpan(index * Width, Width);

    /// <summary>True if the rows lie at the positions of the matrix with this root.</summary>
    internal bool IsAt(int logRows, ReadOnlySpan<uint> positions, ReadOnlySpan<byte> root)
    {
        if (Rows.Length != positions.Length * Width)
        {
            return false;
        }

        byte[] digests = new byte[positions.Length * Blake3.DigestLength];
        for (int i = 0; i < positions.Length; i++)
        {
            RowDigest.Compute(
                Row(i), digests.AsSpan(i * Blake3.DigestLength, Blake3.DigestLength));
        }

        uint[] nodes = positions.ToArray();
        return MerkleOpening.Verify(logRows, nodes, digests, Siblings, root);
    }

    /// <summary>Most bytes that <see cref="Write"/> writes for a number of rows.</summary>
    internal static long MaxByteLength(int width, int rowCount, int logRows) =>
        (4L * width * rowCount) + 4
            + ((long)Blake3.DigestLength * MerkleOpening.MaxSiblings(logRows, rowCount));

    internal void Write(ProofWriter writer)
    {
        writer.Write(Rows);
        writer.Write((uint)(Siblings.Length / Blake3.DigestLength));
        writer.Write(Siblings);
    }

    internal static bool TryRead(
        ref ProofReader reader, int width, int rowCount, int logRows, out RowOpening? opening)
    {
        opening = null;
        if ((long)width * rowCount * 4 > reader.Remaining)
        {
            return false;
        }

        var rows = new BabyBear[width * rowCount];
        if (!reader.TryRead(rows)
            || !reader.TryRead(out uint siblingCount)
            || siblingCount > (uint)MerkleOpening.MaxSiblings(logRows, rowCount)
            || siblingCount * (ulong)Blake3.DigestLength > (ulong)reader.Remaining)
        {
            return false;
        }

        byte[] siblings = new byte[siblingCount * Blake3.DigestLength];
        if (!reader.TryRead(siblings))
        {
            return false;
        }

        opening = new RowOpening(width, rows, siblings);
        return true;
    }
}
