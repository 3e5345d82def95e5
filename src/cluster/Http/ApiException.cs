namespace ZeroSharp.Cluster.Http;

/// <summary>A request that is answered with a problem.</summary>
internal sealed class ApiException(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;
}
