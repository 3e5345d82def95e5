using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Store.Artifacts;

namespace ZeroSharp.Cluster.Store;

/// <summary>Opens an artifact store by its location.</summary>
public static class ArtifactStores
{
    /// <summary>A store at a location: a directory's path.</summary>
    /// <exception cref="ArtifactException">The directory cannot be made or written.</exception>
    public static IArtifactStore Open(string location, TimeProvider time) =>
        new DirectoryArtifactStore(location, time);
}
