using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>A withdrawal of the consensus layer (EIP-4895).</summary>
public sealed class Withdrawal
{
    public ulong Index;
    public ulong Validator;
    public Address Address;

    /// <summary>Amount in gwei.</summary>
    public ulong Amount;

    /// <summary>Reads the RLP list [index, validator, address, amount].</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> encoding, out Withdrawal withdrawal)
    {
        withdrawal = new Withdrawal();
        var whole = new RlpReader(encoding);
        return whole.ReadList(out RlpReader fields) == RlpStatus.Ok && whole.IsAtEnd
            && fields.ReadUInt64(out withdrawal.Index) == RlpStatus.Ok
            && fields.ReadUInt64(out withdrawal.Validator) == RlpStatus.Ok
            && fields.ReadAddress(out withdrawal.Address) == RlpStatus.Ok
            && fields.ReadUInt64(out withdrawal.Amount) == RlpStatus.Ok
            && fields.IsAtEnd;
    }

    /// <summary>Writes the RLP list.</summary>
    internal void Encode(ByteBuffer output)
    {
        int list = RlpWriter.BeginList(output);
        RlpWriter.Write(output, Index);
        RlpWriter.Write(output, Validator);
        RlpWriter.Write(output, in Address);
        RlpWriter.Write(output, Amount);
        RlpWriter.EndList(output, list);
    }
}
