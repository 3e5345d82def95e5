using System.CommandLine;
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

    private readonly Option<string?> _chain = ChainOption.Create();

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
            Chain = parsed.GetValue(_chain) is { } chain ? await ChainOption.ReadAsync(chain, cancellation) : null,
            Blocks = parsed.GetValue(_block) is { } block
                ? BlockFile.Read(await InputFile.ReadAsync(block, cancellation))
                : null,
            Headers = parsed.GetValue(_header) is { } header
                ? HeaderFile.Read(await InputFile.ReadAsync(header, cancellation))
                : null,
        };
}
