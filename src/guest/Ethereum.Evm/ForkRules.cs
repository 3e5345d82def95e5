using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>What differs between forks, as data: a new fork is one more table.</summary>
public sealed class ForkRules
{
    private readonly PrecompileRules _precompiles;

    private ForkRules(Fork fork, in BlobSchedule blobs, in PrecompileRules precompiles)
    {
        Fork = fork;
        Blobs = blobs;
        _precompiles = precompiles;
        Opcodes = OpcodeTable.Build(fork);
    }

    public Fork Fork { get; }

    /// <summary>The block's blob parameters.</summary>
    public BlobSchedule Blobs { get; }

    /// <summary>The precompiled contracts and their prices.</summary>
    public ref readonly PrecompileRules Precompiles => ref _precompiles;

    /// <summary>Stack bounds and base gas of each opcode; see <see cref="OpcodeTable"/>.</summary>
    public uint[] Opcodes { get; }

    /// <summary>EIP-3651, EIP-3860 and EIP-4895.</summary>
    public bool IsShanghai => Fork >= Fork.Shanghai;

    /// <summary>EIP-4788, EIP-4844 and EIP-6780.</summary>
    public bool IsCancun => Fork >= Fork.Cancun;

    /// <summary>The rules of a fork with its own blob parameters; null if it is not known.</summary>
    public static ForkRules? Of(Fork fork) => Of(fork, BlobSchedule.Of(fork));

    /// <summary>The rules of a fork; null if it is not known.</summary>
    public static ForkRules? Of(Fork fork, in BlobSchedule blobs) => fork switch
    {
        Fork.Paris => new ForkRules(fork, in blobs, PrecompileRules.Berlin),
        Fork.Shanghai => new ForkRules(fork, in blobs, PrecompileRules.Berlin),
        Fork.Cancun => new ForkRules(fork, in blobs, PrecompileRules.Cancun),
        _ => null,
    };
}
