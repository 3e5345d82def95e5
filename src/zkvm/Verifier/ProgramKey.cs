using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// What a verifier knows of a program: the verifying key of the machine with its code, the pc it starts
/// at, and its initial memory but for the input.
/// </summary>
public sealed class ProgramKey
{
    private readonly MemoryDigest[] _inputSiblings;
    private readonly byte[] _digest = new byte[Blake3.DigestLength];

    public ProgramKey(VerifyingKey machine, ProgramImage program)
    {
        Machine = machine;
        EntryPc = program.EntryPc;
        _inputSiblings = ComputeInputSiblings(program);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(machine.Digest);
        writer.Write(EntryPc);
        foreach (MemoryDigest sibling in _inputSiblings)
        {
            for (int i = 0; i < MemoryDigest.Length; i++)
            {
                writer.Write(sibling[i].Raw);
            }
        }

        writer.Flush();
        Blake3.Hash(stream.ToArray(), _digest);
    }

    public VerifyingKey Machine { get; }

    public uint EntryPc { get; }

    /// <summary>32 bytes that identify program, machine and parameters.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>The root of the initial memory with an input region of this digest.</summary>
    public MemoryDigest FirstRoot(in MemoryDigest inputRegion) =>
        MemoryTree.Root(in inputRegion, InputRegion.Level, InputRegion.Index, _inputSiblings);

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
