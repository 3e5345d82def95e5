using System.Buffers.Binary;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// The transcript: turns the public-coin protocol into a non-interactive one (Fiat-Shamir). A 32-byte
/// state absorbs what the prover sends and squeezes the challenges, both through Blake3:
/// state' = H(1 | state | observations), block i = H(2 | state | i). Every observation carries its kind
/// and its length, so that no two sequences of observations have the same encoding.
/// </summary>
public sealed class Challenger
{
    /// <summary>Bytes of the message of a proof of work.</summary>
    internal const int WorkLength = WorkNonceAt + 8;

    /// <summary>Where the nonce starts in the message of a proof of work.</summary>
    internal const int WorkNonceAt = 4 + Blake3.DigestLength;

    private const byte AbsorbDomain = 1;
    private const byte SqueezeDomain = 2;
    private const byte WorkDomain = 3;
    private const byte BytesKind = 1;
    private const byte BaseKind = 2;
    private const byte ExtensionKind = 3;
    private const int PrefixLength = 1 + Blake3.DigestLength;
    private const int BlockLength = 64;

    private readonly byte[] _state = new byte[Blake3.DigestLength];
    private readonly byte[] _block = new byte[BlockLength];
    private byte[] _pending = new byte[1024];
    private int _pendingLength = PrefixLength;
    private ulong _blockIndex;
    private int _blockUsed = BlockLength;

    /// <summary>Starts a transcript of the protocol with this name.</summary>
    public Challenger(ReadOnlySpan<byte> protocol) => Blake3.Hash(protocol, _state);

    /// <summary>Absorbs bytes, such as a Merkle root.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Append(BytesKind, bytes.Length, bytes.Length));
    }

    /// <summary>Absorbs a number, as 8 bytes.</summary>
    public void Observe(ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        Observe(bytes);
    }

    public void Observe(ReadOnlySpan<BabyBear> elements)
    {
        Span<byte> target = Append(BaseKind, elements.Length, 4 * elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(4 * i, 4), elements[i].Raw);
        }
    }

    public void Observe(ReadOnlySpan<Ext5> elements)
    {
        Span<byte> target = Append(ExtensionKind, elements.Length, 20 * elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            Write(target.Slice(20 * i, 20), elements[i]);
        }
    }

    public void Observe(Ext5 element)
    {
        Write(Append(ExtensionKind, 1, 20), element);
    }

    /// <summary>A uniform element of the extension field.</summary>
    public Ext5 SampleExtension()
    {
        BabyBear c0 = SampleBase();
        BabyBear c1 = SampleBase();
        BabyBear c2 = SampleBase();
        BabyBear c3 = SampleBase();
        return new Ext5(c0, c1, c2, c3, SampleBase());
    }

    /// <summary>A uniform number of <paramref name="bits"/> bits, at most 32.</summary>
    public uint SampleBits(int bits) => (uint)(SampleWord() & ((1UL << bits) - 1));

    /// <summary>
    /// Checks a proof of work over everything observed so far, and absorbs it. The digest's first
    /// <paramref name="bits"/> bits must be zero; zero bits accept every nonce.
    /// </summary>
    public bool CheckWork(int bits, ulong nonce)
    {
        bool isValid = IsWork(bits, nonce);
        Observe(nonce);
        return isValid;
    }

    /// <summary>True if the nonce is a proof of work here; leaves the transcript as it is.</summary>
    public bool IsWork(int bits, ulong nonce)
    {
        Span<byte> message = stackalloc byte[WorkLength];
        WriteWork(nonce, message);
        Span<byte> digest = stackalloc byte[Blake3.DigestLength];
        Blake3.Hash(message, digest);
        return (BinaryPrimitives.ReadUInt32LittleEndian(digest) & ((1UL << bits) - 1)) == 0;
    }

    /// <summary>
    /// The message whose digest makes a nonce a proof of work: whole words, so that several can be hashed
    /// at once.
    /// </summary>
    internal void WriteWork(ulong nonce, Span<byte> message)
    {
        Absorb();
        BinaryPrimitives.WriteUInt32LittleEndian(message, WorkDomain);
        _state.AsSpan().CopyTo(message.Slice(4, Blake3.DigestLength));
        BinaryPrimitives.WriteUInt64LittleEndian(message.Slice(WorkNonceAt, 8), nonce);
    }

    private static void Write(Span<byte> target, Ext5 element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(0, 4), element.C0.Raw);
        BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(4, 4), element.C1.Raw);
        BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(8, 4), element.C2.Raw);
        BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(12, 4), element.C3.Raw);
        BinaryPrimitives.WriteUInt32LittleEndian(target.Slice(16, 4), element.C4.Raw);
    }

    /// <summary>Uniform by rejection: 31 bits that are a reduced Montgomery word.</summary>
    private BabyBear SampleBase()
    {
        BabyBear element;
        while (!BabyBear.TryFromRaw((uint)SampleWord() & 0x7FFF_FFFF, out element))
        {
        }

        return element;
    }

    private uint SampleWord()
    {
        Absorb();
        if (_blockUsed == BlockLength)
        {
            Span<byte> message = stackalloc byte[PrefixLength + 8];
            message[0] = SqueezeDomain;
            _state.AsSpan().CopyTo(message.Slice(1, Blake3.DigestLength));
            BinaryPrimitives.WriteUInt64LittleEndian(message.Slice(PrefixLength, 8), _blockIndex);
            Blake3.Hash(message, _block);
            _blockIndex++;
            _blockUsed = 0;
        }

        uint word = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(_blockUsed, 4));
        _blockUsed += 4;
        return word;
    }

    /// <summary>Moves what was observed since the last challenge into the state.</summary>
    private void Absorb()
    {
        if (_pendingLength == PrefixLength)
        {
            return;
        }

        _pending[0] = AbsorbDomain;
        _state.AsSpan().CopyTo(_pending.AsSpan(1, Blake3.DigestLength));
        Blake3.Hash(_pending.AsSpan(0, _pendingLength), _state);
        _pendingLength = PrefixLength;
        _blockIndex = 0;
        _blockUsed = BlockLength;
    }

    private Span<byte> Append(byte kind, int count, int byteLength)
    {
        int length = 9 + byteLength;
        if (_pending.Length - _pendingLength < length)
        {
            byte[] larger = new byte[2 * (_pendingLength + length)];
            _pending.AsSpan(0, _pendingLength).CopyTo(larger);
            _pending = larger;
        }

        Span<byte> target = _pending.AsSpan(_pendingLength, length);
        target[0] = kind;
        BinaryPrimitives.WriteUInt64LittleEndian(target.Slice(1, 8), (ulong)count);
        _pendingLength += length;
        return target.Slice(9);
    }
}
