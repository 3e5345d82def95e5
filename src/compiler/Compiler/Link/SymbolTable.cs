using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ZeroSharp.Compiler.Link;

/// <summary>
/// The functions of an executable as text, one a line by rising address: address and length in hexadecimal,
/// then the C# name without namespaces. It lies beside the executable, which so stays the same without it.
/// </summary>
internal static partial class SymbolTable
{
    // Address twice, length and alignment; a symbol's name is in the third of three columns of 8.
    private const int HexFields = 4;
    private const int NameColumn = 16;

    /// <summary>Reads lld's link map.</summary>
    public static string FromLinkMap(string map)
    {
        SortedDictionary<ulong, string> lines = [];
        bool isText = false;
        foreach (string line in map.Split('\n'))
        {
            Match match = MapLine().Match(line);
            if (!match.Success)
            {
                continue;
            }

            string name = match.Groups[HexFields + 1].Value;
            if (!name.StartsWith(' '))
            {
                isText = name == ".text";
            }
            else if (isText && name.Length > NameColumn && name[..NameColumn].Trim().Length == 0)
            {
                ulong address = ulong.Parse(
                    match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                string length = match.Groups[3].Value;
                if (length != "0")
                {
                    lines.TryAdd(address, $"{address:x8} {length} {Readable(name.Trim())}");
                }
            }
        }

        StringBuilder text = new();
        foreach (string line in lines.Values)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The compiler's symbol without namespaces, arities and reflection's marks: JacobianPoint&lt;A,B&gt;.Add for
    /// Curves.JacobianPoint`2[Curves.A,Curves.B].Add.
    /// </summary>
    public static string Readable(string symbol)
    {
        // Only a generic declaring type has brackets before the method's name.
        Match member = GenericOwner().Match(symbol);
        string kept = member.Success
            ? symbol[(symbol.LastIndexOf('.', member.Length - 1) + 1)..]
            : Namespaces().Replace(symbol, "$1");
        kept = ArgumentNamespaces().Replace(kept, string.Empty);
        kept = Arity().Replace(kept, string.Empty);
        return Brackets().Replace(kept.Replace('+', '.'), match => match.Value switch
        {
            "[" => "<",
            "]" => ">",
            _ => match.Value,
        });
    }

    [GeneratedRegex(@"^ *([0-9a-f]+) +([0-9a-f]+) +([0-9a-f]+) +([0-9a-f]+) (.*)$")]
    private static partial Regex MapLine();

    [GeneratedRegex(@"^(?:\w+ )?[\w.+]+(?=`\d+\[)")]
    private static partial Regex GenericOwner();

    [GeneratedRegex(@"^(\w+ )?(?:\w+\.)*(?=[\w+`]+\.\.?\w)")]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"(?<=[\[<,])(?:\w+\.)+")]
    private static partial Regex ArgumentNamespaces();

    [GeneratedRegex(@"`\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"\[,*\]|[\[\]]")]
    private static partial Regex Brackets();
}
