using System.Globalization;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli;

/// <summary>A statement as lines of text for people.</summary>
internal static class StatementText
{
    public static void Print(Statement statement)
    {
        Line("block", statement.Number.ToString(CultureInfo.InvariantCulture));
        Line("chain", statement.ChainId.ToString(CultureInfo.InvariantCulture));
        Line("block hash", Hex(statement.BlockHash)
            + (statement.IsHeaderChecked ? " (header checked)" : " (carried, the input has no whole header)"));
        Line("rules", Rules(statement));
        Line("pre-state", Hex(statement.PreStateRoot));
        Line("post-state", Hex(statement.PostStateRoot));
        Line("transactions", Hex(statement.TransactionsRoot));
        Line("receipts", Hex(statement.ReceiptsRoot));
        Line("gas used", statement.GasUsed.ToString("N0", CultureInfo.InvariantCulture));
    }

    private static string Rules(Statement statement)
    {
        string blobs = statement.Blobs.Max == 0
            ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture,
                $", blobs {statement.Blobs.Target}/{statement.Blobs.Max}");
        return $"{statement.Fork}{blobs}"
            + (statement.IsParentChecked ? ", checked against the parent" : ", parent's header not given");
    }

    public static void Line(string name, string value) => Console.WriteLine($"{name,-14}{value}");

    public static string Hex(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[32];
        hash.CopyTo(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }
}
