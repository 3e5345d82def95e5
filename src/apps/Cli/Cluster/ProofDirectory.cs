using ZeroSharp.Cluster.Contracts;

namespace ZeroSharp.Cli.Cluster;

/// <summary>A directory with the proof of each block, named as zero-bin names them.</summary>
internal sealed class ProofDirectory
{
    private readonly string _folder;

    private ProofDirectory(string folder) => _folder = folder;

    /// <exception cref="IOException">It cannot be written to.</exception>
    public static ProofDirectory Open(string folder)
    {
        Directory.CreateDirectory(folder);
        ProofDirectory directory = new(folder);
        AtomicFile.EnsureWritable(directory.PathOf(0));
        return directory;
    }

    public Task WriteAsync(BlockProof proof, CancellationToken cancellation) =>
        AtomicFile.WriteAsync(PathOf(proof.Statement.Number), BlockProofDocument.Write([proof]), cancellation);

    private string PathOf(ulong number) => Path.Combine(_folder, $"b{number}.zkproof");
}
