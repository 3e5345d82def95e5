using CsCheck;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>
/// The decoders that meet bytes of strangers: they say no, and never fail otherwise; what they accept is
/// canonical. CsCheck prints the seed of a failure.
/// </summary>
public sealed class RlpFuzzTests
{
    private const int Seconds = 3;

    private static readonly BlockWitness Block = WitnessSample.Completed();

    // Headers of items that reach beyond the input, or are longer than they need to be, more often than chance.
    private static readonly Gen<byte> GenByte = Gen.Frequency(
        (3, Gen.Byte), (2, Gen.Byte[0x80, 0x88]), (2, Gen.Byte[0xB7, 0xC8]), (1, Gen.Byte[0xF7, 0xFF]));

    [Fact]
    public void RlpReader_AnyBytes_EndsAndStaysInside() => GenByte.Array[0, 100].Sample(
        bytes => Walk(new RlpReader(bytes), bytes.Length), time: Seconds);

    [Fact]
    public void TransactionDecoder_AnyBytes_SaysWhatTheyAre() => GenByte.Array[0, 200].Sample(
        bytes => TransactionDecoder.Decode(bytes, out _)
            is TransactionStatus.Ok or TransactionStatus.Malformed or TransactionStatus.UnknownType,
        time: Seconds);

    [Fact]
    public void TransactionDecoder_ChangedTransaction_SaysWhatItIs()
    {
        byte[] sound = Block.Transactions[^1];
        GenChanges(sound).Sample(
            bytes => TransactionDecoder.Decode(bytes, out Transaction transaction) != TransactionStatus.Ok
                || (transaction.TryRecoverSender(isHighSRefused: true, out _) | true),
            time: Seconds);
    }

    [Fact]
    public void BlockHeader_ChangedHeader_IsRefusedOrEncodesToItself() => GenChanges(Block.Header.Encode()).Sample(
        bytes => !BlockHeader.TryDecode(bytes, out BlockHeader header) || header.Encode().AsSpan().SequenceEqual(bytes),
        time: Seconds);

    private static Gen<byte[]> GenChanges(byte[] sound) =>
        Gen.Select(Gen.Int[0, sound.Length - 1], GenByte).Array[1, 4].Select(changes =>
        {
            byte[] bytes = [.. sound];
            foreach ((int at, byte value) in changes)
            {
                bytes[at] = value;
            }

            return bytes;
        });

    private static bool Walk(RlpReader reader, int limit)
    {
        while (!reader.IsAtEnd)
        {
            if (reader.ReadItem(out ReadOnlySpan<byte> encoding, out ReadOnlySpan<byte> payload, out bool isList)
                != RlpStatus.Ok)
            {
                return true;
            }

            if (encoding.Length == 0 || payload.Length > encoding.Length || encoding.Length > limit
                || (isList && !Walk(new RlpReader(payload), payload.Length)))
            {
                return false;
            }
        }

        return true;
    }
}
