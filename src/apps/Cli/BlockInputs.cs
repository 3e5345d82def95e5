using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.ZeroBin;

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
        string path, CancellationToken cancellation)
    {
        byte[] bytes = await InputFile.ReadAsync(path, cancellation);
        return [.. ZeroBinReader.Read(bytes).Select(witness => new PreparedBlock(witness, witness.ToBlockInput()))];
    }
}
