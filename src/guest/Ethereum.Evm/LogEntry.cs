using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>One log of a transaction.</summary>
public sealed class LogEntry(in Address address, Hash256[] topics, byte[] data)
{
    public readonly Address Address = address;

    public Hash256[] Topics { get; } = topics;

    public byte[] Data { get; } = data;
}
