using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Builds the header of a block from its input and the results of execution.</summary>
internal static class BlockHeader
{
    // keccak256 of the RLP of an empty list.
    private static readonly Hash256 NoOmmers = new(
        0x7A5D_C7DE_E84D_CC1D, 0x1AD4_CCB6_67B5_85AB, 0x1374_8A94_1B45_12D3,
        0x4793_D440_FD42_A1F0);

    public static Hash256 Hash(
        BlockInput input, ForkRules rules, Statement statement, ReadOnlySpan<byte> bloom)
    {
        var output = new ByteBuffer(768);
        int list = RlpWriter.BeginList(output);
        RlpWriter.Write(output, input.Ancestor(0));
        RlpWriter.Write(output, in NoOmmers);
        RlpWriter.Write(output, input.Beneficiary);
        RlpWriter.Write(output, in statement.PostStateRoot);
        RlpWriter.Write(output, in statement.TransactionsRoot);
        RlpWriter.Write(output, in statement.ReceiptsRoot);
        RlpWriter.Write(output, bloom);

        // Difficulty, and below the nonce, are zero since the merge (EIP-3675).
        RlpWriter.Write(output, 0UL);
        RlpWriter.Write(output, input.Number);
        RlpWriter.Write(output, input.GasLimit);
        RlpWriter.Write(output, statement.GasUsed);
        RlpWriter.Write(output, input.Timestamp);
        RlpWriter.Write(output, input.ExtraData);
        RlpWriter.Write(output, input.PrevRandao);
        Span<byte> nonce = stackalloc byte[8];
        nonce.Clear();
        RlpWriter.Write(output, nonce);
        UInt256 baseFee = BlockEnvironment.BaseFee(input);
        RlpWriter.Write(output, in baseFee);
        if (rules.IsShanghai)
        {
            RlpWriter.Write(output, in statement.WithdrawalsRoot);
        }

        if (rules.IsCancun)
        {
            RlpWriter.Write(output, input.BlobGasUsed);
            RlpWriter.Write(output, input.ExcessBlobGas);
            RlpWriter.Write(output, input.ParentBeaconBlockRoot);
        }

        RlpWriter.EndList(output, list);
        return Keccak256.Hash(output.Written);
    }
}
