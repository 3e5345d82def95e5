using System.CommandLine;
using System.Globalization;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>--chain: a built-in chain, or the genesis file of another.</summary>
internal static class ChainOption
{
    public static Option<string?> Create() => new("--chain")
    {
        Description = "chain: mainnet, sepolia, holesky, hoodi, the id of one of them, or a genesis file; "
            + "else the built-in chain with the id that is found",
    };

    /// <summary>The chain that the option's text names.</summary>
    /// <exception cref="WitnessException">There is none.</exception>
    public static async Task<ChainSpec> ReadAsync(string text, CancellationToken cancellation)
    {
        bool isId = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id);
        ChainSpec? builtIn = isId ? ChainSpec.Find(id) : ChainSpec.Find(text);
        if (builtIn is not null)
        {
            return builtIn;
        }

        if (text != "-" && !File.Exists(text) && !Directory.Exists(text))
        {
            throw new WitnessException(
                $"--chain '{text}': neither a file, nor the name or id of "
                + string.Join(", ", ChainSpec.BuiltIn.Select(chain => $"{chain.Name} ({chain.ChainId})")));
        }

        byte[] bytes = await InputFile.ReadAsync(text, cancellation);
        try
        {
            return GenesisFile.Read(bytes);
        }
        catch (ChainException failure)
        {
            throw new WitnessException($"{text}: {failure.Message}", failure);
        }
    }
}
