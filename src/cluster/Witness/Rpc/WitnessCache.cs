using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness.ExecutionWitness;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// Keeps witnesses in files named by block hash, so that a change of the chain never brings another block. What is
/// read is executed as what a node gives, and removed where it is not right. The oldest files make room for new ones.
/// </summary>
public sealed class WitnessCache
{
    private const string Extension = ".witness.json";

    private readonly string _folder;
    private readonly long _maxByteLength;
    private readonly Lock _lock = new();

    /// <param name="folder">Where the files are; it is made where it is not there.</param>
    /// <param name="maxByteLength">Bytes that all files may have together.</param>
    public WitnessCache(string folder, long maxByteLength)
    {
        _folder = folder;
        _maxByteLength = maxByteLength;
        Directory.CreateDirectory(folder);
    }

    /// <summary>The witness of a block; null where there is none that can be used.</summary>
    public FetchedBlock? TryRead(Hash256 hash, ChainSpec? chain)
    {
        string path = PathOf(hash);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            FetchedBlock block = ExecutionWitnessWriter.ReadBack(File.ReadAllBytes(path), chain);
            if (block.Hash == hash && block.Statement.Status == BlockStatus.Ok)
            {
                return block;
            }
        }
        catch (Exception failure) when (failure is WitnessException or IOException)
        {
            // What cannot be read is fetched again.
        }

        File.Delete(path);
        return null;
    }

    /// <summary>Keeps a witness; removes the oldest ones where they take too much room.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task WriteAsync(FetchedBlock block, CancellationToken cancellation)
    {
        string path = PathOf(block.Hash);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, ExecutionWitnessWriter.Write(block), cancellation);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        Evict(path);
    }

    private void Evict(string newest)
    {
        lock (_lock)
        {
            FileInfo[] files =
            [
                .. new DirectoryInfo(_folder).EnumerateFiles("*" + Extension)
                    .OrderByDescending(file => file.FullName == Path.GetFullPath(newest))
                    .ThenByDescending(file => file.LastWriteTimeUtc),
            ];
            long total = 0;
            foreach (FileInfo file in files)
            {
                total += file.Length;
                if (total > _maxByteLength && file != files[0])
                {
                    file.Delete();
                }
            }
        }
    }

    private string PathOf(Hash256 hash) =>
        Path.Combine(_folder, Convert.ToHexStringLower(hash.AsSpan()) + Extension);
}
