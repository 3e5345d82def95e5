namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// Gas prices that differ between forks and are not in the <see cref="OpcodeTable"/>. All are in
/// units of gas.
/// </summary>
public sealed class GasSchedule
{
    /// <summary>
    /// What the first access to an account costs more than the opcode's base gas (EIP-2929); zero
    /// before Berlin, where there is no difference.
    /// </summary>
    public readonly long ColdAccount;

    /// <summary>What a cold heir adds to SELFDESTRUCT, whose price is otherwise whole (EIP-2929).
    /// </summary>
    public readonly long ColdHeir;

    /// <summary>What the first SLOAD of a slot costs more than the base gas (EIP-2929).</summary>
    public readonly long ColdLoad;

    /// <summary>What a cold slot adds to SSTORE (EIP-2929).</summary>
    public readonly long ColdStore;

    /// <summary>Whether SSTORE looks at the slot's value before the transaction (EIP-1283, EIP-2200).
    /// </summary>
    public readonly bool IsStoreNet;

    /// <summary>SSTORE fails with less gas than this (EIP-2200).</summary>
    public readonly long StoreLeast;

    /// <summary>SSTORE of the value that is there, or of a slot that was written before.</summary>
    public readonly long StoreDirty;

    /// <summary>SSTORE that changes or clears a slot for the first time.</summary>
    public readonly long StoreReset;

    /// <summary>Refund for clearing a slot (EIP-3529).</summary>
    public readonly long StoreClearRefund;

    /// <summary>For each byte of an exponent (EIP-160).</summary>
    public readonly long ExpByte;

    /// <summary>SELFDESTRUCT (EIP-150).</summary>
    public readonly long SelfDestruct;

    /// <summary>SELFDESTRUCT that makes a new account (EIP-150).</summary>
    public readonly long NewHeir;

    /// <summary>Refund for the first SELFDESTRUCT of a contract (EIP-3529).</summary>
    public readonly long SelfDestructRefund;

    /// <summary>For each word of init code (EIP-3860).</summary>
    public readonly long InitCodeWord;

    /// <summary>A transaction that creates a contract, beyond the base price (EIP-2).</summary>
    public readonly ulong CreationTransaction;

    /// <summary>A byte of call data that is not zero (EIP-2028).</summary>
    public readonly ulong DataByte;

    /// <summary>The least price of a token of call data: a zero byte is one, any other four (EIP-7623).
    /// </summary>
    public readonly ulong FloorToken;

    /// <summary>At most this part of the gas used is refunded (EIP-3529).</summary>
    public readonly ulong RefundQuotient;

    internal GasSchedule(Fork fork)
    {
        bool isBerlin = fork >= Fork.Berlin;
        ColdAccount = isBerlin ? 2500 : 0;
        ColdHeir = isBerlin ? 2600 : 0;
        ColdLoad = isBerlin ? 2000 : 0;
        ColdStore = isBerlin ? 2100 : 0;
        IsStoreNet = fork is Fork.Constantinople or >= Fork.Istanbul;
        StoreLeast = fork >= Fork.Istanbul ? 2301 : 0;
        StoreDirty = isBerlin ? 100 : fork >= Fork.Istanbul ? 800 : 200;
        StoreReset = isBerlin ? 2900 : 5000;
        StoreClearRefund = fork >= Fork.London ? 4800 : 15_000;
        ExpByte = fork >= Fork.SpuriousDragon ? 50 : 10;
        SelfDestruct = fork >= Fork.TangerineWhistle ? 5000 : 0;
        NewHeir = fork >= Fork.TangerineWhistle ? GasCost.NewAccount : 0;
        SelfDestructRefund = fork >= Fork.London ? 0 : 24_000;
        InitCodeWord = fork >= Fork.Shanghai ? 2 : 0;
        CreationTransaction = fork >= Fork.Homestead ? 32_000UL : 0;
        DataByte = fork >= Fork.Istanbul ? 16UL : 68;
        FloorToken = fork >= Fork.Prague ? 10UL : 0;
        RefundQuotient = fork >= Fork.London ? 5UL : 2;
    }
}
