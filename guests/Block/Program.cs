using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Trie;
using ZeroSharp.Guest.Runtime;

namespace ZeroSharp.Guests.Block;

/// <summary>
/// The program that is proven for a block: reads a block input, runs the block on its witness and
/// writes the statement. The exit code is 0 for a block that is valid or invalid, as the statement says; if the
/// input does not suffice to decide, it is the status, and the run counts as failed.
/// </summary>
public static class Program
{
    public static unsafe int Main()
    {
        var input = new ByteRegion(GuestInput.Start, GuestInput.Length);
        Span<byte> statement = stackalloc byte[Statement.ByteLength];
        BlockResult result = StatelessBlock.Run(input, statement);
        GuestOutput.Write(statement);
        return result.Status.IsDecided() ? 0 : (int)result.Status;
    }
}
