using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The 2048-bit filter of addresses and topics (Yellow Paper, section 4.3.1).</summary>
internal static class LogsBloom
{
    public const int ByteLength = 256;

    public static void Add(Span<byte> bloom, LogEntry log, HashMemo hashes)
    {
        Add(bloom, hashes.OfAddress(in log.Address));
        for (int i = 0; i < log.Topics.Length; i++)
        {
            Add(bloom, hashes.OfWord(in log.Topics[i]));
        }
    }

    private static void Add(Span<byte> bloom, Hash256 hash)
    {
        ReadOnlySpan<byte> bytes = hash.AsSpan();
        for (int i = 0; i < 6; i += 2)
        {
            int bit = ((bytes[i] << 8) | bytes[i + 1]) & 2047;
            bloom[ByteLength - 1 - (bit >> 3)] |= (byte)(1 << (bit & 7));
        }
    }
}
