namespace ZeroSharp.Cluster.Devnet;

/// <summary>What a transaction for development does.</summary>
public enum TrafficKind
{
    /// <summary>Sends ether to a known or a new account; of all three kinds of fees and lists.</summary>
    Transfer,

    /// <summary>Moves tokens (ERC-20), or makes some for an account that has none.</summary>
    Token,

    /// <summary>Adds to a slot and writes a log.</summary>
    Storage,

    /// <summary>Hashes many times.</summary>
    Compute,

    /// <summary>Creates a contract.</summary>
    Creation,

    /// <summary>
    /// By turns: ether for a new account; that account runs a contract's code (EIP-7702), and is called.
    /// </summary>
    Delegation,
}
