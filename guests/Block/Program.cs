using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Trie;
using ZeroSharp.Guest.Runtime;

namespace ZeroSharp.Guests.Block;

/// <summary>
/// The program that is proven for a block: reads a block input, runs the block on its witness and
/// writes the statement. The exit code is the block's status, 0 for a block that is what it claims.
/// </summary>
public static class Program
{
    public static unsafe int Main()
    {
        var input = new ByteRegion(GuestInput.Start, GuestInput.Length);
        Span<byte> statement = stackalloc byte[Statement.ByteLength];
        BlockResult result = StatelessBlock.Run(input, statement);
        GuestOutput.Write(statement);
        return (int)result.Status;
    }
}
