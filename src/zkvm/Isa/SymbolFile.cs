using System.Globalization;

namespace ZeroSharp.Zkvm.Isa;

/// <summary>
/// The list of functions that the guest compiler writes beside an executable: a line for each, address and
/// length in hexadecimal, then the name.
/// </summary>
public static class SymbolFile
{
    /// <returns>The functions by rising address.</returns>
    /// <exception cref="ProgramFormatException">A line is not of this form.</exception>
    public static IReadOnlyList<ProgramSymbol> Read(string text)
    {
        List<ProgramSymbol> symbols = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', 3);
            if (parts.Length != 3
                || !uint.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint address)
                || !uint.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint size))
            {
                throw new ProgramFormatException($"'{line}' is not an address, a length and a name");
            }

            symbols.Add(new ProgramSymbol(parts[2], address, size));
        }

        symbols.Sort((a, b) => a.Address.CompareTo(b.Address));
        return symbols;
    }
}
