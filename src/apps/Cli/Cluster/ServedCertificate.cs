using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Cluster;

/// <summary>The certificate of a server, from PEM files.</summary>
/// <param name="Certificate">The certificate with its key.</param>
/// <param name="Chain">The certificates after it in its file.</param>
internal sealed record ServedCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>Null where no file is named.</summary>
    /// <exception cref="WitnessException">The files are not what they should be.</exception>
    public static ServedCertificate? Read(string? certificateFile, string? keyFile)
    {
        if (certificateFile is null || keyFile is null)
        {
            return certificateFile is null && keyFile is null
                ? null
                : throw new WitnessException("--tls-cert-file and --tls-key-file go together: give both or none");
        }

        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificateFile);
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            chain.RemoveAt(0);
            return new ServedCertificate(certificate, chain);
        }
        catch (Exception failure) when (
            failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WitnessException($"--tls-cert-file: {FailureText.OneLine(failure.Message)}", failure);
        }
    }
}
