using System.Globalization;
using Spectre.Console;

namespace ZeroSharp.Cli;

/// <summary>A table on standard output: with borders on a terminal, with spaces between columns elsewhere.</summary>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A time as 12.3 s, 4 m 05 s or 3 h 02 m.</summary>
    public static string Duration(TimeSpan time) => time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s")
        : time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} m {time.Seconds:D2} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:D2} m");

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print()
    {
        if (!Console.IsOutputRedirected)
        {
            Table table = new() { Border = TableBorder.Rounded };
            foreach (string column in columns)
            {
                table.AddColumn(new TableColumn(Markup.Escape(column)));
            }

            foreach (string[] row in _rows)
            {
                table.AddRow([.. row.Select(Markup.Escape)]);
            }

            AnsiConsole.Write(table);
            return;
        }

        int[] widths = [.. columns.Select((column, i) =>
            Math.Max(column.Length, _rows.Select(row => row[i].Length).DefaultIfEmpty(0).Max()))];
        foreach (string[] row in (IEnumerable<string[]>)[columns, .. _rows])
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
