namespace ZeroSharp.Cluster.Devnet;

/// <summary>
/// The first block of chains for development: the rules of Prague from the start, and contracts for traffic.
/// </summary>
/// <remarks>
/// anvil has the contracts of EIP-4788 and EIP-2935, but none for the requests of EIP-7002 and EIP-7251, without which
/// no block of Prague is valid: stand-ins for them are here, which request nothing. anvil's genesis block has not the
/// root of its state, so that <see cref="FirstProvable"/> is the first block that can be executed on the state root of
/// its parent.
/// </remarks>
public static class DevnetGenesis
{
    /// <summary>The chain id that anvil has unless it is told another.</summary>
    public const ulong ChainId = 31337;

    /// <summary>The first block that follows from its parent.</summary>
    public const ulong FirstProvable = 2;

    /// <summary>Where <see cref="DevnetContracts.Counter"/> is.</summary>
    public const string CounterAddress = "0x0000000000000000000000000000000000c0de01";

    /// <summary>Where <see cref="DevnetContracts.Hasher"/> is.</summary>
    public const string HasherAddress = "0x0000000000000000000000000000000000c0de02";

    /// <summary>Where <see cref="DevnetContracts.Token"/> is.</summary>
    public const string TokenAddress = "0x0000000000000000000000000000000000c0de03";

    /// <summary>A genesis file as geth has it, for anvil's --init.</summary>
    public const string Json = $$$"""
        {"config":{"chainId":31337,"homesteadBlock":0,"eip150Block":0,"eip155Block":0,"eip158Block":0,
        "byzantiumBlock":0,"constantinopleBlock":0,"petersburgBlock":0,"istanbulBlock":0,"berlinBlock":0,
        "londonBlock":0,"mergeNetsplitBlock":0,"terminalTotalDifficulty":0,"shanghaiTime":0,"cancunTime":0,
        "pragueTime":0},"nonce":"0x0","timestamp":"0x68000000","extraData":"0x","gasLimit":"0x1c9c380",
        "baseFeePerGas":"0x3b9aca00","difficulty":"0x0",
        "mixHash":"0x0000000000000000000000000000000000000000000000000000000000000000",
        "coinbase":"0x0000000000000000000000000000000000000000","alloc":{
        "0x00000961ef480eb55e80d19ad83579a64c007002":{"balance":"0x0","nonce":"0x1","code":"0x00"},
        "0x0000bbddc7ce488642fb579f8b00f3a590007251":{"balance":"0x0","nonce":"0x1","code":"0x00"},
        "{{{CounterAddress}}}":{"balance":"0x0","nonce":"0x1","code":"0x{{{DevnetContracts.Counter}}}"},
        "{{{HasherAddress}}}":{"balance":"0x0","nonce":"0x1","code":"0x{{{DevnetContracts.Hasher}}}"},
        "{{{TokenAddress}}}":{"balance":"0x0","nonce":"0x1","code":"0x{{{DevnetContracts.Token}}}"}
        }}
        """;
}
