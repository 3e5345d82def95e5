namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// Gas prices that are the same in every fork and not in the opcode table; for the others see
/// <see cref="GasSchedule"/>.
/// </summary>
internal static class GasCost
{
    /// <summary>An account or a delegation's target that is warm (EIP-2929, EIP-7702).</summary>
    public const long Warm = 100;

    public const long StorageSet = 20_000;

    /// <summary>As in the opcode table, for instructions that are done with the one before.</summary>
    public const long Jump = 8;

    public const long JumpI = 10;
    public const long JumpDest = 1;

    public const long CallValue = 9000;
    public const long CallStipend = 2300;
    public const long NewAccount = 25_000;
    public const long Create = 32_000;
    public const long CodeDepositByte = 200;

    public const long CopyWord = 3;
    public const long KeccakWord = 6;

    public const long Log = 375;
    public const long LogTopic = 375;
    public const long LogByte = 8;

    /// <summary>The number of 32-byte words that hold a number of bytes.</summary>
    public static long Words(int byteLength) => ((long)byteLength + 31) >> 5;
}
