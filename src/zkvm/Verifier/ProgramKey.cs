using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// What a verifier knows of a program: the verifying key of the machine with its code, the pc it starts
/// at, and its initial memory but for the input.
/// </summary>
public sealed class ProgramKey
{
    /// <summary>Version of the binary format.</summary>
    public const uint Version = 1;

    // "ZSPK", little-endian.
    private const uint Magic = 0x4B50_535A;

    private readonly MemoryDigest[] _inputSiblings;
    private readonly byte[] _digest = new byte[Blake3.DigestLength];

    /// <summary>The key of a program, by a host.</summary>
    /// <exception cref="ArgumentException">The program has initial data outside of its image.</exception>
    public ProgramKey(VerifyingKey machine, ProgramImage program)
        : this(machine, program.EntryPc, ComputeInputSiblings(program))
    {
    }

    private ProgramKey(VerifyingKey machine, uint entryPc, MemoryDigest[] inputSiblings)
    {
        Machine = machine;
        EntryPc = entryPc;
        _inputSiblings = inputSiblings;
        ProofWriter writer = new();
        writer.Write(machine.Digest);
        WriteStart(writer);
        Blake3.Hash(writer.Written, _digest);
    }

    public VerifyingKey Machine { get; }

    public uint EntryPc { get; }

    /// <summary>32 bytes that identify program, machine and parameters.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>The root of the initial memory with an input region of this digest.</summary>
    public MemoryDigest FirstRoot(in MemoryDigest inputRegion) =>
        MemoryTree.Root(in inputRegion, InputRegion.Level, InputRegion.Index, _inputSiblings);

    /// <summary>
    /// The part of the key that is not the machine's: parameters, height and root of the program table,
    /// entry pc, and the memory beside the input. The chips are those of <see cref="MachineAirs"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The key is for other chips.</exception>
    public byte[] ToBytes()
    {
        ProofWriter writer = new();
        writer.Write(Magic);
        writer.Write(Version);
        Machine.Parameters.WriteTo(writer);
        writer.Write((uint)Machine.Airs[^1].FixedLogHeight);
        writer.Write(Machine.FixedRoot);
        WriteStart(writer);
        byte[] bytes = writer.Written.ToArray();
        return TryRead(bytes, out ProgramKey? read) && read!.Digest.SequenceEqual(Digest)
            ? bytes
            : throw new InvalidOperationException("the key is not one of this machine");
    }

    /// <summary>
    /// Reads exactly what <see cref="ToBytes"/> wrote; false if the bytes are of another form, or numbers
    /// out of their range. Any key may be read: whoever relies on a proof compares the digest, which is
    /// computed here, with that of the program that he means.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ProgramKey? key)
    {
        key = null;
        ProofReader reader = new(bytes);
        byte[] fixedRoot = new byte[Blake3.DigestLength];
        MemoryDigest[] inputSiblings = new MemoryDigest[InputRegion.Level];
        if (!reader.TryRead(out uint magic) || magic != Magic
            || !reader.TryRead(out uint version) || version != Version
            || !StarkParameters.TryRead(ref reader, out StarkParameters? parameters)
            || !reader.TryRead(out uint programLogHeight)
            || programLogHeight > (uint)parameters!.LogStackHeight
            || !reader.TryRead(fixedRoot)
            || !reader.TryRead(out uint entryPc))
        {
            return false;
        }

        for (int i = 0; i < inputSiblings.Length; i++)
        {
            if (!SegmentClaim.TryRead(ref reader, out inputSiblings[i]))
            {
                return false;
            }
        }

        if (!reader.IsAtEnd)
        {
            return false;
        }

        VerifyingKey machine = new(
            parameters, MachineAirs.ForProgram((int)programLogHeight), fixedRoot);
        key = new ProgramKey(machine, entryPc, inputSiblings);
        return true;
    }

    private void WriteStart(ProofWriter writer)
    {
        writer.Write(EntryPc);
        for (int i = 0; i < _inputSiblings.Length; i++)
        {
            SegmentClaim.Write(writer, _inputSiblings[i]);
        }
    }

    private static MemoryDigest[] ComputeInputSiblings(ProgramImage program)
    {
        List<LeafDigest> leaves = [];
        Span<ulong> words = stackalloc ulong[LeafWords.Length];
        for (int i = 0; i < program.Data.Length;)
        {
            uint leaf = program.Data[i].Address / (8 * LeafWords.Length);
            words.Clear();
            for (; i < program.Data.Length && program.Data[i].Address / (8 * LeafWords.Length) == leaf; i++)
            {
                words[(int)(program.Data[i].Address >> 3) % LeafWords.Length] = program.Data[i].Value;
            }

            leaves.Add(new LeafDigest(leaf, MemoryTreeHash.Leaf(words[0], words[1], words[2], words[3])));
        }

        if (program.Data.Length > 0 && program.Data[^1].Address >= MemoryMap.ImageEnd)
        {
            throw new ArgumentException("initial data beyond the image", nameof(program));
        }

        MemoryDigest[] siblings = new MemoryDigest[InputRegion.Level];
        LeafDigest[] all = [.. leaves];
        for (int i = 0; i < siblings.Length; i++)
        {
            int level = InputRegion.Level - i;
            uint index = (InputRegion.Index >> i) ^ 1;
            uint shift = (uint)(MemoryTree.Depth - level);
            LeafDigest[] below = [.. all.Where(leaf => leaf.Index >> (int)shift == index)];
            siblings[i] = MemoryTree.Subtree(level, index, below);
        }

        return siblings;
    }
}
