namespace ZeroSharp.Cluster.Kubernetes;

/// <summary>The pod that this process runs in, and the way to its cluster's API.</summary>
/// <param name="Namespace">Namespace of the pod.</param>
/// <param name="Name">Name of the pod.</param>
/// <param name="ApiServer">Address of the Kubernetes API.</param>
/// <param name="TokenFile">File with the token of the service account, which the kubelet renews.</param>
/// <param name="AuthorityFile">PEM file with the certificate authorities of the API.</param>
public sealed record PodIdentity(
    string Namespace, string Name, Uri ApiServer, string TokenFile, string AuthorityFile)
{
    /// <summary>Where the kubelet mounts the token and the authorities of a service account.</summary>
    public const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const int LongestName = 253; // RFC 1123 subdomain

    /// <summary>Reads the identity from the environment.</summary>
    /// <param name="variable">
    /// ZERO_POD_NAME and ZERO_POD_NAMESPACE come from the downward API, KUBERNETES_SERVICE_HOST and
    /// KUBERNETES_SERVICE_PORT from the kubelet.
    /// </param>
    /// <returns>
    /// Null without a pod's name, which means that no one wants it; <paramref name="problem"/> says so where a name
    /// is given and something else lacks.
    /// </returns>
    public static PodIdentity? FromEnvironment(
        Func<string, string?> variable, string serviceAccountFolder, out string? problem)
    {
        problem = null;
        if (variable("ZERO_POD_NAME") is not { Length: > 0 } name)
        {
            return null;
        }

        string? host = variable("KUBERNETES_SERVICE_HOST");
        string token = Path.Combine(serviceAccountFolder, "token");
        string authority = Path.Combine(serviceAccountFolder, "ca.crt");
        string port = variable("KUBERNETES_SERVICE_PORT") is { Length: > 0 } given ? given : "443";
        if (variable("ZERO_POD_NAMESPACE") is not { Length: > 0 } space)
        {
            problem = "ZERO_POD_NAME is set and ZERO_POD_NAMESPACE is not";
        }
        else if (!IsName(name) || !IsName(space))
        {
            problem = "ZERO_POD_NAME or ZERO_POD_NAMESPACE is not a name of Kubernetes";
        }
        else if (string.IsNullOrEmpty(host))
        {
            problem = "ZERO_POD_NAME is set, but this is no pod: KUBERNETES_SERVICE_HOST is not set";
        }
        else if (!File.Exists(token) || !File.Exists(authority))
        {
            problem = $"no token of a service account is mounted at {serviceAccountFolder}";
        }
        else if (!Uri.TryCreate(
            $"https://{(host.Contains(':') ? $"[{host}]" : host)}:{port}/", UriKind.Absolute, out Uri? server))
        {
            problem = "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address";
        }
        else
        {
            return new PodIdentity(space, name, server, token, authority);
        }

        return null;
    }

    private static bool IsName(string text) =>
        text.Length <= LongestName && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)
            || letter is '-' or '.');
}
