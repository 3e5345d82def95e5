using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli;

/// <summary>A block that is ready to be executed or proven.</summary>
internal sealed record PreparedBlock(BlockWitness Witness, byte[] Input)
{
    public ulong Number => Witness.Number;
}

/// <summary>Reads the inputs that commands take.</summary>
internal static class BlockInputs
{
    /// <exception cref="WitnessException">The input cannot be used.</exception>
    public static async Task<IReadOnlyList<PreparedBlock>> ReadAsync(
        string path, WitnessOptions options, CancellationToken cancellation)
    {
        byte[] bytes = await InputFile.ReadAsync(path, cancellation);
        return
        [
            .. WitnessReader.Read(bytes, options)
                .Select(witness => new PreparedBlock(witness, witness.ToBlockInput())),
        ];
    }

    /// <exception cref="WitnessException">A header file was given, and has not the header of a block.</exception>
    public static void RequireHeaders(IReadOnlyList<PreparedBlock> blocks, HeaderFile? headers)
    {
        if (headers is not null
            && blocks.FirstOrDefault(block => block.Witness.Content.IsHeaderPartial) is { } without)
        {
            throw new WitnessException(
                $"block {without.Number}: the header file has not its whole header: none with that number, or "
                + "with another hash, or not all of its fields");
        }
    }
}
