using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>Runs single transactions on a pre-state, without the rules of blocks.</summary>
internal sealed class TestExecution
{
    // The input stays where it is, since decoding does not copy; the array lives as long as this.
    private readonly byte[] _pinned;
    private readonly WitnessState _source;

    public TestExecution(BlockDraft draft)
    {
        byte[] data = draft.Write();
        _pinned = GC.AllocateArray<byte>(data.Length, pinned: true);
        data.CopyTo(_pinned, 0);
        BlockInput input = Decode(_pinned);
        ForkRules rules = ForkRules.Of(input.Fork)!;
        _source = new WitnessState(input);
        World = new WorldState(_source, rules);
        Executor = new TransactionExecutor(rules, World, BlockEnvironment.ContextOf(input, draft.Header, rules));
    }

    public WorldState World { get; }

    public HashMemo Hashes => _source.Hashes;

    public TransactionExecutor Executor { get; }

    public Transaction? Last { get; private set; }

    public TransactionStatus Execute(byte[] raw)
    {
        TransactionStatus status = TransactionDecoder.Decode(raw, out Transaction transaction);
        Last = transaction;
        return status == TransactionStatus.Ok ? Executor.Execute(transaction) : status;
    }

    public Account Account(byte[] address)
    {
        Address key = new(address);
        return World.Load(in key);
    }

    /// <summary>The root of the state as it is now.</summary>
    public Hash256 Root()
    {
        Assert.True(_source.TryComputeRoot(World, out Hash256 root));
        return root;
    }

    private static unsafe BlockInput Decode(byte[] pinned)
    {
        fixed (byte* start = pinned)
        {
            InputStatus status = BlockInput.Decode(
                new ByteRegion(start, pinned.Length), out BlockInput input);
            Assert.Equal(InputStatus.Ok, status);
            return input;
        }
    }
}
