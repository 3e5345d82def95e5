using System.Globalization;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Devnet;

/// <summary>
/// Transactions for a chain with the contracts of <see cref="DevnetGenesis"/>, as eth_sendTransaction takes them. The
/// same seed and accounts give the same transactions, whatever they are cut into blocks like.
/// </summary>
/// <remarks>
/// They are made so that anvil's blocks are Ethereum's: no slot is cleared, no account stays empty, and the beneficiary
/// gets a tip from each of them.
/// </remarks>
public sealed class Traffic
{
    /// <summary>Gas that a transaction may use; all of a block are less than half of its gas.</summary>
    private const int GasLimit = 140_000;

    private const ulong FeeCap = 2_000_000_000;
    private const ulong Tip = 1_000_000_000;
    private const int MaxValue = 1_000_000;
    private const int Minted = 1_000_000_000;
    private const int SlotCount = 64;
    private const int MaxHashes = 200;

    /// <summary>One transfer in so many goes to an account that has not been there.</summary>
    private const int NewAccountEvery = 4;

    private readonly IReadOnlyList<string> _accounts;
    private readonly TrafficMix _mix;
    private readonly Random _random;
    private readonly ulong[] _nonces;
    private readonly long[] _tokens;
    private Authority? _authority;

    /// <param name="accounts">Accounts with ether that the node signs for, and that have sent nothing yet.</param>
    /// <param name="mix">How often each kind comes.</param>
    /// <param name="seed">Not negative; the same seed gives the same transactions.</param>
    public Traffic(IReadOnlyList<string> accounts, TrafficMix mix, int seed)
    {
        _accounts = accounts;
        _mix = mix;
        _random = new Random(seed);
        _nonces = new ulong[accounts.Count];
        _tokens = new long[accounts.Count];
    }

    /// <summary>The next transaction.</summary>
    public JsonObject Next() => Next(_mix.Pick(_random));

    /// <summary>The next transaction, of this kind.</summary>
    public JsonObject Next(TrafficKind kind)
    {
        int sender = _random.Next(_accounts.Count);
        JsonObject transaction = kind switch
        {
            TrafficKind.Transfer => new JsonObject
            {
                ["to"] = _random.Next(NewAccountEvery) == 0 ? NewAddress() : _accounts[Other(sender)],
                ["value"] = Quantity((ulong)_random.Next(1, MaxValue)),
            },
            TrafficKind.Token => Call(DevnetGenesis.TokenAddress, TokenCall(sender)),
            TrafficKind.Storage => Call(DevnetGenesis.CounterAddress, Count()),
            TrafficKind.Compute => Call(DevnetGenesis.HasherAddress, Word((ulong)_random.Next(1, MaxHashes))),
            TrafficKind.Creation => new JsonObject
            {
                ["data"] = "0x" + DevnetContracts.Deployment(DevnetContracts.Counter),
            },
            _ => Delegate(),
        };
        transaction["from"] = _accounts[sender];
        transaction["nonce"] = Quantity(_nonces[sender]++);
        transaction["gas"] = Quantity(GasLimit);
        AddFees(transaction);
        return transaction;
    }

    private static JsonObject Call(string contract, string data) => new() { ["to"] = contract, ["data"] = "0x" + data };

    // Legacy, with an access list (EIP-2930), or with a fee market (EIP-1559); delegations are of a type of their own.
    private void AddFees(JsonObject transaction)
    {
        int form = _random.Next(3);
        if (form == 2 || transaction.ContainsKey("authorizationList"))
        {
            transaction["maxFeePerGas"] = Quantity(FeeCap);
            transaction["maxPriorityFeePerGas"] = Quantity(Tip);
            return;
        }

        transaction["gasPrice"] = Quantity(FeeCap);
        if (form == 1)
        {
            transaction["accessList"] = new JsonArray(new JsonObject
            {
                ["address"] = DevnetGenesis.CounterAddress,
                ["storageKeys"] = new JsonArray("0x" + Word((ulong)_random.Next(SlotCount))),
            });
        }
    }

    // An account's tokens do not come to nothing, for that would clear their slot.
    private string TokenCall(int sender)
    {
        int amount = _random.Next(1, MaxValue);
        if (_tokens[sender] <= amount)
        {
            _tokens[sender] += Minted;
            return DevnetContracts.MintSelector + Word(Minted);
        }

        int receiver = Other(sender);
        _tokens[sender] -= amount;
        _tokens[receiver] += amount;
        return DevnetContracts.TransferSelector + _accounts[receiver][2..].PadLeft(64, '0') + Word((ulong)amount);
    }

    private string Count() => Word((ulong)_random.Next(SlotCount)) + Word((ulong)_random.Next(1, MaxValue));

    // Any signature is somebody's: the account that this one recovers to has no known key, and delegates all the same.
    // It gets ether first, and delegates the next time: for an account that does not exist anvil gives a refund that
    // EIP-7702 gives only for one that does.
    private JsonObject Delegate()
    {
        if (_authority is not { } known)
        {
            _authority = NewAuthority();
            return new JsonObject { ["to"] = _authority.Address, ["value"] = "0x1" };
        }

        _authority = null;
        JsonObject transaction = Call(known.Address, Count());
        transaction["authorizationList"] = new JsonArray(new JsonObject
        {
            ["chainId"] = Quantity(DevnetGenesis.ChainId),
            ["address"] = DevnetGenesis.CounterAddress,
            ["nonce"] = "0x0",
            ["yParity"] = "0x0",
            ["r"] = known.R,
            ["s"] = known.S,
        });
        return transaction;
    }

    private Authority NewAuthority()
    {
        // EIP-7702: keccak256(0x05 ++ rlp([chain id, address, nonce])), with two bytes of chain id and nonce 0.
        byte[] contract = Convert.FromHexString(DevnetGenesis.CounterAddress.AsSpan(2));
        Hash256 message = Keccak256.Hash(
            [
                0x05, 0xD9, 0x82, (byte)(DevnetGenesis.ChainId >> 8), unchecked((byte)DevnetGenesis.ChainId),
                0x94, .. contract, 0x80,
            ]);
        byte[] r = new byte[32];
        byte[] s = new byte[32];
        Address signer;
        do
        {
            _random.NextBytes(r);

            // Without its first byte it is below half of the order (EIP-2).
            _random.NextBytes(s.AsSpan(1));
        }
        while (!Secp256k1.TryRecover(
            in message, UInt256.FromBigEndian(r), UInt256.FromBigEndian(s), recoveryId: 0, out signer));

        byte[] address = new byte[Address.ByteLength];
        signer.CopyTo(address);
        return new Authority(Hex(address), Number(r), Number(s));
    }

    private string NewAddress()
    {
        byte[] address = new byte[Address.ByteLength];
        _random.NextBytes(address);
        return Hex(address);
    }

    private int Other(int account) => (account + _random.Next(1, _accounts.Count)) % _accounts.Count;

    private static string Quantity(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static string Number(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes).TrimStart('0');

    private static string Word(ulong value) => value.ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>An account that may delegate, with the signature that says so.</summary>
    private sealed record Authority(string Address, string R, string S);
}
