using System.CommandLine;
using System.Globalization;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>The options that say about an input what it does not say itself.</summary>
internal sealed class InputOptions
{
    private static readonly WitnessFormat[] Formats =
        [WitnessFormat.Auto, WitnessFormat.ZeroBin, WitnessFormat.ExecutionWitness, WitnessFormat.Sbv];

    private readonly Option<string> _format = new("--format")
    {
        Description = "format of the input, if it is not to be told by its looks",
        DefaultValueFactory = _ => WitnessReader.NameOf(WitnessFormat.Auto),
    };

    private readonly Option<string?> _block = new("--block")
    {
        Description = "block(s) of an execution witness that comes without: RLP (hex or bytes), or JSON as of "
            + "eth_getBlockByNumber with full transactions",
    };

    private readonly Option<string?> _chain = new("--chain")
    {
        Description = "chain: mainnet, sepolia, holesky, hoodi, the id of one of them, or a genesis file; "
            + "else the chain that the input names",
    };

    private readonly Option<string?> _header;

    /// <param name="headerText">What --header does for the command.</param>
    public InputOptions(string headerText)
    {
        _header = new Option<string?>("--header") { Description = headerText };
        _format.AcceptOnlyFromAmong([.. Formats.Select(WitnessReader.NameOf)]);
    }

    public void AddTo(Command command)
    {
        command.Add(_header);
        command.Add(_block);
        command.Add(_chain);
        command.Add(_format);
    }

    /// <summary>Reads the files that a command line names in these options.</summary>
    /// <exception cref="WitnessException">One of them cannot be used.</exception>
    public async Task<WitnessOptions> ReadAsync(ParseResult parsed, CancellationToken cancellation) =>
        new()
        {
            Format = Formats.First(format => WitnessReader.NameOf(format) == parsed.GetValue(_format)),
            Chain = parsed.GetValue(_chain) is { } chain ? await FindChainAsync(chain, cancellation) : null,
            Blocks = parsed.GetValue(_block) is { } block
                ? BlockFile.Read(await InputFile.ReadAsync(block, cancellation))
                : null,
            Headers = parsed.GetValue(_header) is { } header
                ? HeaderFile.Read(await InputFile.ReadAsync(header, cancellation))
                : null,
        };

    private static async Task<ChainSpec> FindChainAsync(string text, CancellationToken cancellation)
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
