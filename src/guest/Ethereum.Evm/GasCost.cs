namespace ZeroSharp.Ethereum.Evm;

/// <summary>Gas prices from Paris to Cancun that are not in the opcode table.</summary>
internal static class GasCost
{
    // EIP-2929.
    public const long ColdAccount = 2600;
    public const long ColdSlot = 2100;
    public const long Warm = 100;

    // EIP-2200 with the values of EIP-2929 and EIP-3529.
    public const long StorageSet = 20_000;
    public const long StorageReset = 2900;
    public const long StorageClearRefund = 4800;
    public const long StorageSentry = 2300;

    public const long CallValue = 9000;
    public const long CallStipend = 2300;
    public const long NewAccount = 25_000;
    public const long Create = 32_000;
    public const long CodeDepositByte = 200;
    public const long SelfDestruct = 5000;

    public const long CopyWord = 3;
    public const long KeccakWord = 6;

    // EIP-3860.
    public const long InitCodeWord = 2;

    public const long ExpByte = 50;
    public const long Log = 375;
    public const long LogTopic = 375;
    public const long LogByte = 8;

    /// <summary>The number of 32-byte words that hold a number of bytes.</summary>
    public static long Words(int byteLength) => ((long)byteLength + 31) >> 5;
}
