using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <remarks>
/// The binary form is in docs/internals/executor.md. There is one for each input: whatever could be written in
/// two ways is refused in all but one.
/// </remarks>
public sealed partial class SegmentInput
{
    /// <summary>Version of the binary format.</summary>
    public const uint Version = 1;

    /// <summary>Most bytes of an input.</summary>
    public const int MaxByteLength = 1 << 25;

    /// <summary>Most leaves of an input.</summary>
    public const int MaxLeafCount = 1 << 20;

    // "ZSSI", little-endian.
    private const uint Magic = 0x4953_535A;

    private const uint LeafIndexEnd = RegisterLeaves.First + RegisterLeaves.Count;

    // A byte of the index, and two of lengths.
    private const int MinLeafLength = 3;
    private const int MaxVarintLength = 5;
    private const int DigestLength = MemoryDigest.Length * sizeof(uint);

    /// <exception cref="InvalidOperationException">
    /// It would be longer than <see cref="MaxByteLength"/>: the segment touches more memory than limits for
    /// proofs allow.
    /// </exception>
    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> writer = new(1 << 16);
        Write(writer, Magic);
        Write(writer, Version);
        Write(writer, FirstPc);
        Write(writer, LastPc);
        Write(writer, Cycles);
        writer.Write([Halts ? (byte)1 : (byte)0]);
        Write(writer, ExitCode);
        Write(writer, FirstRoot);
        Write(writer, LastRoot);
        Write(writer, (uint)Leaves.Length);
        uint next = 0;
        foreach (SegmentLeaf leaf in Leaves)
        {
            WriteVarint(writer, leaf.Index - next);
            WriteWords(writer, in leaf.Words);
            next = leaf.Index + 1;
        }

        writer.Write(SiblingMask);
        foreach (MemoryDigest digest in Siblings)
        {
            Write(writer, digest);
        }

        return writer.WrittenCount <= MaxByteLength && Leaves.Length <= MaxLeafCount
            ? writer.WrittenSpan.ToArray()
            : throw new InvalidOperationException(
                $"a segment's input of {writer.WrittenCount} bytes and {Leaves.Length} leaves is too large;"
                + " cut the run into smaller segments");
    }

    /// <summary>Reads exactly the given bytes; false if they are not those of an input.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SegmentInput? input)
    {
        input = null;
        Reader reader = new(bytes);
        if (bytes.Length > MaxByteLength
            || !reader.TryRead(out uint magic) || magic != Magic
            || !reader.TryRead(out uint version) || version != Version
            || !reader.TryRead(out uint firstPc) || firstPc >= BabyBear.Modulus
            || !reader.TryRead(out uint lastPc) || lastPc >= BabyBear.Modulus
            || !reader.TryRead(out uint cycles) || cycles is 0 or > SegmentLimits.ClockSteps
            || !reader.TryTake(1, out ReadOnlySpan<byte> halts) || halts[0] > 1
            || !reader.TryRead(out uint exitCode) || (halts[0] == 0 && exitCode != 0)
            || !reader.TryRead(out MemoryDigest firstRoot)
            || !reader.TryRead(out MemoryDigest lastRoot)
            || !reader.TryRead(out uint leafCount)
            || leafCount > Math.Min(MaxLeafCount, reader.Remaining / MinLeafLength))
        {
            return false;
        }

        SegmentLeaf[] leaves = new SegmentLeaf[leafCount];
        if (!TryRead(ref reader, leaves) || !TryReadSiblings(ref reader, leaves, out byte[] mask, out var siblings))
        {
            return false;
        }

        input = new SegmentInput
        {
            FirstPc = firstPc,
            LastPc = lastPc,
            Cycles = cycles,
            Halts = halts[0] == 1,
            ExitCode = exitCode,
            FirstRoot = firstRoot,
            LastRoot = lastRoot,
            Leaves = leaves,
            SiblingMask = mask,
            Siblings = siblings,
        };
        return true;
    }

    private static bool TryRead(ref Reader reader, Span<SegmentLeaf> leaves)
    {
        ulong next = 0;
        foreach (ref SegmentLeaf leaf in leaves)
        {
            if (!reader.TryReadVarint(out uint distance) || next + distance >= LeafIndexEnd
                || !reader.TryRead(out leaf.Words))
            {
                return false;
            }

            leaf.Index = (uint)next + distance;
            next = (ulong)leaf.Index + 1;
        }

        return true;
    }

    // The rest of the bytes.
    private static bool TryReadSiblings(
        ref Reader reader, SegmentLeaf[] leaves, out byte[] mask, out MemoryDigest[] siblings)
    {
        int[] counts = SiblingCounts(leaves);
        int total = counts.Sum();
        mask = [];
        siblings = [];
        if (!reader.TryTake((total + 7) / 8, out ReadOnlySpan<byte> bits)
            || (total % 8 != 0 && bits[^1] >> (total % 8) != 0))
        {
            return false;
        }

        int given = 0;
        foreach (byte part in bits)
        {
            given += BitOperations.PopCount(part);
        }

        if ((long)given * DigestLength != reader.Remaining)
        {
            return false;
        }

        mask = bits.ToArray();
        siblings = new MemoryDigest[given];
        int at = 0;
        int bit = 0;
        for (int level = MemoryDigestStore.Depth; level > 0; level--)
        {
            for (int end = bit + counts[level]; bit < end; bit++)
            {
                if ((mask[bit / 8] >> (bit % 8) & 1) == 0)
                {
                    continue;
                }

                if (!reader.TryRead(out siblings[at])
                    || siblings[at] == MemoryDigestStore.ZeroDigest(level))
                {
                    return false;
                }

                at++;
            }
        }

        return true;
    }

    // By level, the nodes without a touched leaf whose sibling has one.
    private static int[] SiblingCounts(SegmentLeaf[] leaves)
    {
        int[] counts = new int[MemoryDigestStore.Depth + 1];
        uint[] nodes = new uint[leaves.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = leaves[i].Index;
        }

        int count = nodes.Length;
        for (int level = MemoryDigestStore.Depth; level > 0; level--)
        {
            int parents = 0;
            for (int i = 0; i < count; i++)
            {
                uint parent = nodes[i] >> 1;
                if (parents == 0 || nodes[parents - 1] != parent)
                {
                    nodes[parents++] = parent;
                }
            }

            counts[level] = (2 * parents) - count;
            count = parents;
        }

        return counts;
    }

    private static void Write(ArrayBufferWriter<byte> writer, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(sizeof(uint)), value);
        writer.Advance(sizeof(uint));
    }

    private static void Write(ArrayBufferWriter<byte> writer, in MemoryDigest digest)
    {
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            Write(writer, digest[i].Raw);
        }
    }

    private static void WriteVarint(ArrayBufferWriter<byte> writer, uint value)
    {
        Span<byte> bytes = writer.GetSpan(MaxVarintLength);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        writer.Advance(length);
    }

    // The lengths of the four words without their leading zero bytes, four bits each, then these bytes.
    private static void WriteWords(ArrayBufferWriter<byte> writer, in LeafWords words)
    {
        Span<byte> bytes = writer.GetSpan(sizeof(ushort) + (LeafWords.Length * sizeof(ulong)));
        int lengths = 0;
        int at = sizeof(ushort);
        for (int i = 0; i < LeafWords.Length; i++)
        {
            int length = sizeof(ulong) - (BitOperations.LeadingZeroCount(words[i]) / 8);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], words[i]);
            lengths |= length << (4 * i);
            at += length;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)lengths);
        writer.Advance(at);
    }

    /// <summary>Takes parts from the front of what is left; after one that is not there, nothing counts.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly int Remaining => _rest.Length;

        public bool TryTake(int length, out ReadOnlySpan<byte> part)
        {
            part = default;
            if (length > _rest.Length)
            {
                return false;
            }

            part = _rest[..length];
            _rest = _rest[length..];
            return true;
        }

        public bool TryRead(out uint value)
        {
            bool isThere = TryTake(sizeof(uint), out ReadOnlySpan<byte> part);
            value = isThere ? BinaryPrimitives.ReadUInt32LittleEndian(part) : 0;
            return isThere;
        }

        public bool TryRead(out MemoryDigest digest)
        {
            digest = default;
            for (int i = 0; i < MemoryDigest.Length; i++)
            {
                if (!TryRead(out uint word) || !BabyBear.TryFromRaw(word, out BabyBear element))
                {
                    return false;
                }

                digest[i] = element;
            }

            return true;
        }

        // Seven bits a byte, the lowest first; no byte more than needed.
        public bool TryReadVarint(out uint value)
        {
            ulong bits = 0;
            value = 0;
            for (int i = 0; i < MaxVarintLength; i++)
            {
                if (!TryTake(1, out ReadOnlySpan<byte> part))
                {
                    return false;
                }

                bits |= (ulong)(part[0] & 0x7Fu) << (7 * i);
                if (part[0] < 0x80)
                {
                    value = (uint)bits;
                    return bits <= uint.MaxValue && (i == 0 || part[0] != 0);
                }
            }

            return false;
        }

        public bool TryRead(out LeafWords words)
        {
            words = default;
            if (!TryTake(sizeof(ushort), out ReadOnlySpan<byte> part))
            {
                return false;
            }

            int lengths = BinaryPrimitives.ReadUInt16LittleEndian(part);
            for (int i = 0; i < LeafWords.Length; i++)
            {
                int length = (lengths >> (4 * i)) & 0xF;
                if (length > sizeof(ulong) || !TryTake(length, out part) || (length != 0 && part[^1] == 0))
                {
                    return false;
                }

                for (int j = 0; j < length; j++)
                {
                    words[i] |= (ulong)part[j] << (8 * j);
                }
            }

            return true;
        }
    }
}
