namespace ZeroSharp.Cluster.Devnet;

/// <summary>
/// The contracts that blocks for development call, as hexadecimal text without 0x. None of them clears a slot, since
/// anvil keeps cleared slots in its tries.
/// </summary>
public static class DevnetContracts
{
    /// <summary>
    /// slot = calldata[0]; storage[slot] += calldata[32]; a log with the new value, and the slot as topic.
    /// </summary>
    // PUSH1 0 CALLDATALOAD DUP1 SLOAD PUSH1 32 CALLDATALOAD ADD DUP1 DUP3 SSTORE
    // PUSH1 0 MSTORE PUSH1 32 PUSH1 0 LOG1 STOP
    public const string Counter = "60003580546020350180825560005260206000a100";

    /// <summary>n = calldata[0]; memory[0] = keccak256(memory[0]) n times; storage[caller] = memory[0].</summary>
    // PUSH1 0 CALLDATALOAD JUMPDEST(3) DUP1 ISZERO PUSH1 24 JUMPI PUSH1 32 PUSH1 0 KECCAK256
    // PUSH1 0 MSTORE PUSH1 1 SWAP1 SUB PUSH1 3 JUMP JUMPDEST(24) PUSH1 0 MLOAD CALLER SSTORE STOP
    public const string Hasher = "6000355b80156018576020600020600052600190036003565b60005133550000";

    /// <summary>transfer(address,uint256) of ERC-20.</summary>
    public const string TransferSelector = "a9059cbb";

    /// <summary>mint(uint256): tokens for the caller.</summary>
    public const string MintSelector = "a0712d68";

    /// <summary>balanceOf(address) of ERC-20.</summary>
    public const string BalanceSelector = "70a08231";

    /// <summary>
    /// A token (ERC-20) with balances in slot keccak256(owner ++ 0): transfer, balanceOf, and mint for everyone.
    /// Needs Shanghai (PUSH0).
    /// </summary>
    public const string Token =
        // PUSH0 CALLDATALOAD PUSH1 224 SHR; by selector to transfer (98), mint (37), balanceOf (192), or revert
        "5f3560e01c80" + "63" + TransferSelector + "14606257" + "80" + "63" + MintSelector + "14602557"
        + "63" + BalanceSelector + "1460c057" + "5f5ffd"
        // 37: storage[key of CALLER] += calldata[4]; LOG3 Transfer(0, CALLER, calldata[4])
        + "5b" + "335f52" + "60405f20" + "8054" + "60043501" + "9055"
        + "6004355f52" + "335f" + "7f" + TransferTopic + "60205fa3" + "00"
        // 98: revert (209) where the balance of CALLER is below calldata[36], else take it from it
        + "5b" + "335f52" + "60405f20" + "8054" + "602435" + "80821060d157" + "90039055"
        // and add it to that of calldata[4]; LOG3 Transfer(CALLER, calldata[4], calldata[36]); return 1
        + "6004355f52" + "60405f20" + "8054" + "60243501" + "9055"
        + "6024355f52" + "60043533" + "7f" + TransferTopic + "60205fa3" + "60015f5260205ff3"
        // 192: return the balance of calldata[4]
        + "5b" + "6004355f52" + "60405f20" + "545f52" + "60205ff3"
        // 209
        + "5b5f5ffd";

    // keccak256("Transfer(address,address,uint256)")
    private const string TransferTopic = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    /// <summary>Init code that puts a contract of at most 255 bytes on the chain.</summary>
    public static string Deployment(string runtime)
    {
        int length = runtime.Length / 2;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, byte.MaxValue);

        // PUSH1 length PUSH1 12 PUSH1 0 CODECOPY PUSH1 length PUSH1 0 RETURN, 12 bytes
        return $"60{length:x2}600c60003960{length:x2}6000f3{runtime}";
    }
}
