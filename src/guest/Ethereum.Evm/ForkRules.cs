using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>What differs between forks, as data: a new fork is one more table.</summary>
public sealed class ForkRules
{
    public const uint ParisId = 1;
    public const uint ShanghaiId = 2;
    public const uint CancunId = 3;

    private readonly PrecompileRules _precompiles;

    private ForkRules(uint id, in PrecompileRules precompiles)
    {
        Id = id;
        _precompiles = precompiles;
        Opcodes = OpcodeTable.Build(id);
    }

    public uint Id { get; }

    /// <summary>The precompiled contracts and their prices.</summary>
    public ref readonly PrecompileRules Precompiles => ref _precompiles;

    /// <summary>Stack bounds and base gas of each opcode; see <see cref="OpcodeTable"/>.</summary>
    public uint[] Opcodes { get; }

    /// <summary>EIP-3651, EIP-3860 and EIP-4895.</summary>
    public bool IsShanghai => Id >= ShanghaiId;

    /// <summary>EIP-4788, EIP-4844 and EIP-6780.</summary>
    public bool IsCancun => Id >= CancunId;

    public int MaxBlobsPerBlock => 6;

    public ulong BlobFeeUpdateFraction => 3_338_477;

    /// <summary>The rules of a fork id; null if it is not known.</summary>
    public static ForkRules? FromId(uint id) => id switch
    {
        ParisId => new ForkRules(id, PrecompileRules.Berlin),
        ShanghaiId => new ForkRules(id, PrecompileRules.Berlin),
        CancunId => new ForkRules(id, PrecompileRules.Cancun),
        _ => null,
    };
}
