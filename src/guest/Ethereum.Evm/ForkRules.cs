using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// What differs between forks, as data. Prices are in <see cref="Gas"/> and <see cref="Opcodes"/>.
/// </summary>
public sealed class ForkRules
{
    /// <summary>
    /// A frame keeps its gas divided by 2 to this number when it calls or creates: a 64th (EIP-150), or
    /// nothing.
    /// </summary>
    public readonly int KeptGasShift;

    /// <summary>Whether a call that asks for more gas than there is fails, as before EIP-150.</summary>
    public readonly bool IsCallGasExact;

    /// <summary>Whether touched empty accounts disappear, and count as new (EIP-161).</summary>
    public readonly bool HasStateClearing;

    /// <summary>Whether the state may hold empty accounts (none from Paris on: EIP-7523).</summary>
    public readonly bool HasEmptyAccounts;

    /// <summary>The nonce of a new contract (EIP-161).</summary>
    public readonly ulong FirstNonce;

    /// <summary>The greatest length of a contract's code in bytes (EIP-170).</summary>
    public readonly int MaxCodeLength;

    /// <summary>The greatest length of init code in bytes (EIP-3860).</summary>
    public readonly int MaxInitCodeLength;

    /// <summary>Whether a creation fails that cannot pay for its code; before, it has none (EIP-2).
    /// </summary>
    public readonly bool MustPayForCode;

    /// <summary>Whether new code must not begin with 0xEF (EIP-3541).</summary>
    public readonly bool IsPrefixReserved;

    /// <summary>Whether opcode 0x44 gives the beacon chain's randomness, not the difficulty (EIP-4399).
    /// </summary>
    public readonly bool HasPrevRandao;

    /// <summary>Whether SELFDESTRUCT removes only contracts of the same transaction (EIP-6780).
    /// </summary>
    public readonly bool KeepsOldContracts;

    /// <summary>Whether accounts may delegate to a contract (EIP-7702).</summary>
    public readonly bool HasDelegation;

    /// <summary>Whether the block's beneficiary is warm (EIP-3651).</summary>
    public readonly bool IsBeneficiaryWarm;

    /// <summary>The last of the transaction types, which begin with 0 (EIP-2718).</summary>
    public readonly int LastTransactionType;

    /// <summary>Whether legacy transactions may name their chain (EIP-155).</summary>
    public readonly bool HasReplayProtection;

    /// <summary>Whether a signature's s is at most half of the order (EIP-2).</summary>
    public readonly bool IsHighSRefused;

    /// <summary>The greatest gas limit of a transaction (EIP-7825).</summary>
    public readonly ulong MaxTransactionGas;

    /// <summary>The greatest number of blobs of a transaction (EIP-4844, EIP-7594).</summary>
    public readonly uint MaxTransactionBlobs;

    /// <summary>Whether receipts hold the state root in the place of a status (before EIP-658).</summary>
    public readonly bool HasReceiptRoot;

    private readonly PrecompileRules _precompiles;

    private ForkRules(Fork fork, in BlobSchedule blobs)
    {
        Fork = fork;
        Blobs = blobs;
        _precompiles = PrecompilesOf(fork);
        Opcodes = OpcodeTable.Build(fork);
        Gas = new GasSchedule(fork);

        KeptGasShift = fork >= Fork.TangerineWhistle ? 6 : 63;
        IsCallGasExact = fork < Fork.TangerineWhistle;
        HasStateClearing = fork >= Fork.SpuriousDragon;
        HasEmptyAccounts = fork < Fork.Paris;
        FirstNonce = fork >= Fork.SpuriousDragon ? 1UL : 0;
        MaxCodeLength = fork >= Fork.SpuriousDragon ? 24_576 : int.MaxValue;
        MaxInitCodeLength = fork >= Fork.Shanghai ? 2 * 24_576 : int.MaxValue;
        MustPayForCode = fork >= Fork.Homestead;
        IsPrefixReserved = fork >= Fork.London;
        HasPrevRandao = fork >= Fork.Paris;
        KeepsOldContracts = fork >= Fork.Cancun;
        HasDelegation = fork >= Fork.Prague;
        IsBeneficiaryWarm = fork >= Fork.Shanghai;
        LastTransactionType = fork switch
        {
            < Fork.Berlin => 0,
            < Fork.London => 1,
            < Fork.Cancun => 2,
            < Fork.Prague => 3,
            _ => 4,
        };
        HasReplayProtection = fork >= Fork.SpuriousDragon;
        IsHighSRefused = fork >= Fork.Homestead;
        MaxTransactionGas = fork >= Fork.Osaka ? 1UL << 24 : ulong.MaxValue;
        MaxTransactionBlobs = fork >= Fork.Osaka ? 6 : blobs.Max;
        HasReceiptRoot = fork < Fork.Byzantium;
    }

    public Fork Fork { get; }

    /// <summary>The block's blob parameters.</summary>
    public BlobSchedule Blobs { get; }

    /// <summary>The precompiled contracts and their prices.</summary>
    public ref readonly PrecompileRules Precompiles => ref _precompiles;

    /// <summary>Stack bounds and base gas of each opcode; see <see cref="OpcodeTable"/>.</summary>
    public OpcodeEntry[] Opcodes { get; }

    /// <summary>Prices beyond the base gas of opcodes.</summary>
    public GasSchedule Gas { get; }

    /// <summary>EIP-3651, EIP-3860 and EIP-4895.</summary>
    public bool IsShanghai => Fork >= Fork.Shanghai;

    /// <summary>EIP-4788, EIP-4844 and EIP-6780.</summary>
    public bool IsCancun => Fork >= Fork.Cancun;

    /// <summary>The rules of a fork with its own blob parameters; null if it is not known.</summary>
    public static ForkRules? Of(Fork fork) => Of(fork, BlobSchedule.Of(fork));

    /// <summary>The rules of a fork; null if it is not known.</summary>
    public static ForkRules? Of(Fork fork, in BlobSchedule blobs) =>
        fork is >= Fork.Frontier and <= Fork.Osaka ? new ForkRules(fork, in blobs) : null;

    private static PrecompileRules PrecompilesOf(Fork fork) => fork switch
    {
        < Fork.Byzantium => PrecompileRules.Frontier,
        < Fork.Istanbul => PrecompileRules.Byzantium,
        < Fork.Berlin => PrecompileRules.Istanbul,
        < Fork.Cancun => PrecompileRules.Berlin,
        < Fork.Prague => PrecompileRules.Cancun,
        < Fork.Osaka => PrecompileRules.Prague,
        _ => PrecompileRules.Osaka,
    };
}
