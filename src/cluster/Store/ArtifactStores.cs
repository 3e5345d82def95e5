using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Store.Artifacts;

namespace ZeroSharp.Cluster.Store;

/// <summary>Opens an artifact store by its location.</summary>
public static class ArtifactStores
{
    private const string S3Scheme = "s3://";

    /// <summary>A store at a location.</summary>
    /// <param name="location">s3://bucket/prefix, or a directory's path.</param>
    /// <param name="time">The clock.</param>
    /// <param name="s3">
    /// What else is to be known of S3; its bucket and prefix are not used. Where it has no endpoint or region,
    /// those of the environment are taken (AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION).
    /// </param>
    /// <exception cref="ArtifactException">The location or the options cannot be used.</exception>
    public static IArtifactStore Open(string location, TimeProvider time, S3Options? s3 = null) =>
        location.StartsWith(S3Scheme, StringComparison.OrdinalIgnoreCase)
            ? new S3ArtifactStore(Of(location[S3Scheme.Length..], s3 ?? new()))
            : new DirectoryArtifactStore(location, time);

    private static S3Options Of(string place, S3Options s3)
    {
        string[] parts = place.Split('/', 2);
        string prefix = parts.Length == 2 ? parts[1].Trim('/') : string.Empty;
        if (parts[0].Length == 0)
        {
            throw new ArtifactException(
                ArtifactFault.Unavailable, "the S3 location names no bucket: write s3://bucket/prefix");
        }

        return s3 with
        {
            Bucket = parts[0],
            Prefix = prefix.Length == 0 ? string.Empty : prefix + "/",
            Endpoint = s3.Endpoint ?? EndpointOf("AWS_ENDPOINT_URL_S3") ?? EndpointOf("AWS_ENDPOINT_URL"),
            Region = s3.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION"),
        };
    }

    private static Uri? EndpointOf(string variable) => Variable(variable) switch
    {
        null => null,
        string text when Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint)
            && endpoint.Scheme is "http" or "https" => endpoint,
        _ => throw new ArtifactException(
            ArtifactFault.Unavailable, $"{variable} is no address: write http://host:port or https://host"),
    };

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
