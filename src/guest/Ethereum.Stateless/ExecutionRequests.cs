using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Core.Precompiles;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// The requests of a block to the consensus layer (EIP-7685): deposits from logs (EIP-6110), withdrawals
/// (EIP-7002) and consolidations (EIP-7251) from system calls.
/// </summary>
internal sealed class ExecutionRequests
{
    private const byte DepositType = 0;
    private const byte WithdrawalType = 1;
    private const byte ConsolidationType = 2;

    // The ABI encoding of DepositEvent(bytes, bytes, bytes, bytes, bytes).
    private const int DepositLogLength = 576;

    private readonly ByteBuffer _deposits = new(256);
    private readonly ByteBuffer _digests = new(96);

    public ExecutionRequests()
    {
        _deposits.Append(DepositType);
    }

    // keccak256("DepositEvent(bytes,bytes,bytes,bytes,bytes)").
    private static Hash256 DepositEvent => new(
        0x4213_E3D0_62BC_9B64, 0x4940_2DD8_5C4E_EAAF, 0x9A88_C02F_91EE_E1E7, 0xC538_90E3_3B80_90A7);

    /// <summary>Takes the deposits from the logs of the transaction that ran last.</summary>
    /// <returns>False if a log of the contract is not laid out as a deposit.</returns>
    public bool TryAddDeposits(WorldState world, in Address contract)
    {
        for (int i = 0; i < world.LogCount; i++)
        {
            LogEntry log = world.LogAt(i);
            if (log.Address == contract && log.Topics.Length > 0 && log.Topics[0] == DepositEvent
                && !TryAddDeposit(log.Data))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The requests hash, once the outputs of the system calls are known.</summary>
    public Hash256 Hash(ReadOnlySpan<byte> withdrawals, ReadOnlySpan<byte> consolidations)
    {
        AddDigest(_deposits.Written);
        AddDigest(Typed(WithdrawalType, withdrawals));
        AddDigest(Typed(ConsolidationType, consolidations));
        return new Hash256(Sha256.Hash(_digests.Written));
    }

    private static ReadOnlySpan<byte> Typed(byte type, ReadOnlySpan<byte> data)
    {
        var request = new byte[data.Length + 1];
        request[0] = type;
        data.CopyTo(request.AsSpan(1));
        return request;
    }

    // A type without requests is left out.
    private void AddDigest(ReadOnlySpan<byte> request)
    {
        if (request.Length > 1)
        {
            _digests.Append(Sha256.Hash(request));
        }
    }

    // Public key 48, credentials 32, amount 8, signature 96, index 8 bytes.
    private bool TryAddDeposit(ReadOnlySpan<byte> data) =>
        data.Length == DepositLogLength
        && TryAppend(data, 0, 160, 48)
        && TryAppend(data, 1, 256, 32)
        && TryAppend(data, 2, 320, 8)
        && TryAppend(data, 3, 384, 96)
        && TryAppend(data, 4, 512, 8);

    private bool TryAppend(ReadOnlySpan<byte> data, int field, int offset, int length)
    {
        if (!IsWord(data.Slice(32 * field, 32), offset) || !IsWord(data.Slice(offset, 32), length))
        {
            return false;
        }

        _deposits.Append(data.Slice(offset + 32, length));
        return true;
    }

    private static bool IsWord(ReadOnlySpan<byte> bytes, int value)
    {
        UInt256 word = UInt256.FromBigEndian(bytes);
        return word.FitsUInt64 && word.U0 == (ulong)value;
    }
}
