using System.Globalization;

namespace ZeroSharp.Cli;

/// <summary>Prints where the trace cells of a block are.</summary>
internal static class CellTable
{
    /// <summary>One line for each item, most cells first.</summary>
    public static void Print(IEnumerable<(string Name, long Rows, long Cells)> items)
    {
        (string Name, long Rows, long Cells)[] sorted = [.. items.OrderByDescending(item => item.Cells)];
        double total = sorted.Sum(item => item.Cells);
        Console.WriteLine($"{"chip",-18}{"rows",14}{"cells",18}{"share",9}");
        foreach ((string name, long rows, long cells) in sorted)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-18}{rows,14:N0}{cells,18:N0}{100 * cells / total,7:F2} %"));
        }
    }
}
