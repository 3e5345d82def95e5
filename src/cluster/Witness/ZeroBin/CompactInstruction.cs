namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>Operators of Erigon's compact witness stream, format versions 0 and 1.</summary>
internal enum CompactInstruction : byte
{
    Leaf = 0x00,
    Extension = 0x01,
    Branch = 0x02,
    Hash = 0x03,
    Code = 0x04,
    AccountLeaf = 0x05,
    EmptyRoot = 0x06,
    NewTrie = 0xBB,
}
