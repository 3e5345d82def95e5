using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ZeroSharp.Testing.Servers;

/// <summary>
/// A certificate authority made at run time, with one certificate for servers at localhost and one for a client.
/// Nothing but these tests trusts it: its keys are on disk only where <see cref="WriteTo"/> puts them.
/// </summary>
public sealed class TestCertificates : IDisposable
{
    private const int SerialBytes = 12;
    private static readonly TimeSpan ClockSlack = TimeSpan.FromDays(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private TestCertificates(X509Certificate2 authority, X509Certificate2 server, X509Certificate2 client)
    {
        Authority = authority;
        Server = server;
        Client = client;
    }

    /// <summary>The certificate authority, with its private key.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>For localhost, 127.0.0.1 and ::1, with its private key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>For client authentication, with its private key. Its common name is the one given to Create.</summary>
    public X509Certificate2 Client { get; }

    /// <summary>Makes the three certificates with fresh P-256 keys.</summary>
    /// <param name="clientName">The common name of the client certificate, such as a user of the broker.</param>
    public static TestCertificates Create(string clientName = "zerosharp", TimeProvider? time = null)
    {
        DateTimeOffset now = (time ?? TimeProvider.System).GetUtcNow();
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=ZeroSharp test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        X509Certificate2 authority = request.CreateSelfSigned(now - ClockSlack, now + Lifetime + ClockSlack);

        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
        const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
        return new(
            authority,
            Issue(authority, "localhost", ServerAuthentication, names.Build(), now),
            Issue(authority, clientName, ClientAuthentication, null, now));
    }

    /// <summary>
    /// Writes <c>ca.pem</c>, <c>server.pem</c>, <c>server.key</c>, <c>client.pem</c> and <c>client.key</c>; only
    /// the owner can read the keys (PKCS #8, not encrypted).
    /// </summary>
    public CertificateFiles WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        CertificateFiles files = new(folder);
        File.WriteAllText(files.Authority, Authority.ExportCertificatePem() + "\n");
        WritePair(Server, files.Server, files.ServerKey);
        WritePair(Client, files.Client, files.ClientKey);
        return files;
    }

    /// <summary>Whether this authority issued a certificate that is valid now: a client's check of a server.</summary>
    public bool IsTrusted(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        Client.Dispose();
    }

    private static X509Certificate2 Issue(
        X509Certificate2 authority, string name, string usage, X509Extension? alternativeNames, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(name);
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (alternativeNames is not null)
        {
            request.CertificateExtensions.Add(alternativeNames);
        }

        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        using X509Certificate2 certificate = request.Create(authority, now - ClockSlack, now + Lifetime, serial);
        return certificate.CopyWithPrivateKey(key);
    }

    private static void WritePair(X509Certificate2 certificate, string path, string keyPath)
    {
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(keyPath, options);
        writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
    }
}
