using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>An account's signed wish to run another account's code (EIP-7702).</summary>
public struct Authorization
{
    /// <summary>What a transaction pays for each, in gas: the price of a new account.</summary>
    public const ulong Gas = 25_000;

    // What comes back if the account exists.
    private const long Refund = 12_500;

    private const byte Magic = 0x05;

    /// <summary>Zero stands for any chain.</summary>
    public UInt256 ChainId;

    /// <summary>Whose code is to run; zero ends the delegation.</summary>
    public Address Target;

    public ulong Nonce;

    /// <summary>The parity of the y coordinate of the signature's point.</summary>
    public int Parity;

    public UInt256 R;
    public UInt256 S;

    /// <summary>Reads a tuple; only its form is checked.</summary>
    internal static RlpStatus Read(ref RlpReader list, out Authorization authorization)
    {
        authorization = default;
        RlpStatus status = list.ReadList(out RlpReader items);
        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out authorization.ChainId);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadAddress(out authorization.Target);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt64(out authorization.Nonce);
        }

        ulong parity = 0;
        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt64(out parity);
        }

        if (status == RlpStatus.Ok && parity > byte.MaxValue)
        {
            status = RlpStatus.WrongLength;
        }

        authorization.Parity = (int)parity;
        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out authorization.R);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out authorization.S);
        }

        return status == RlpStatus.Ok ? items.ExpectEnd() : status;
    }

    /// <summary>Sets the delegation; does nothing if the tuple is not valid.</summary>
    internal readonly void Apply(WorldState world, ulong chainId)
    {
        UInt256 chain = chainId;
        if ((!ChainId.IsZero && ChainId != chain) || Nonce == ulong.MaxValue
            || !TryRecover(out Address address))
        {
            return;
        }

        Account authority = world.Load(in address);
        world.Warm(authority);
        ContractCode code = world.CodeOf(authority);
        if ((code.Length > 0 && !code.IsDelegation) || authority.Nonce != Nonce)
        {
            return;
        }

        if (authority.Exists)
        {
            world.Refund += Refund;
        }

        world.Touch(authority);
        world.SetDelegation(authority, in Target);
        world.SetNonce(authority, Nonce + 1);
    }

    private readonly bool TryRecover(out Address signer)
    {
        signer = default;
        if (S > Secp256k1.HalfOrder)
        {
            return false;
        }

        var message = new ByteBuffer(96);
        message.Append(Magic);
        int list = RlpWriter.BeginList(message);
        RlpWriter.Write(message, in ChainId);
        RlpWriter.Write(message, in Target);
        RlpWriter.Write(message, Nonce);
        RlpWriter.EndList(message, list);
        Hash256 hash = Keccak256.Hash(message.Written);
        return Secp256k1.TryRecover(in hash, in R, in S, Parity, out signer);
    }
}
