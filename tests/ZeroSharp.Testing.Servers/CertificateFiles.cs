namespace ZeroSharp.Testing.Servers;

/// <summary>Where the PEM files of <see cref="TestCertificates"/> lie.</summary>
/// <param name="Folder">The folder that holds them.</param>
public sealed record CertificateFiles(string Folder)
{
    public string Authority => Path.Combine(Folder, "ca.pem");

    public string Server => Path.Combine(Folder, "server.pem");

    public string ServerKey => Path.Combine(Folder, "server.key");

    public string Client => Path.Combine(Folder, "client.pem");

    public string ClientKey => Path.Combine(Folder, "client.key");
}
