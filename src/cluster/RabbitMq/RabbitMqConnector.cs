using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>Opens connections as the options say, and says in one line why one failed.</summary>
internal sealed class RabbitMqConnector
{
    private const int MaxPasswordByteLength = 4096;
    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;
    private const ushort NotAllowed = 530;

    // Larger than any message that a broker lets through by its defaults: what is too long is to become a
    // dead letter, not to end the connection again and again.
    private const uint MaxInboundByteLength = 128 << 20;

    private readonly RabbitMqOptions _options;
    private readonly Uri _uri;

    /// <exception cref="BrokerException">The options make no sense.</exception>
    public RabbitMqConnector(RabbitMqOptions options)
    {
        _options = options;
        if (!Uri.TryCreate(options.Uri, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("amqp" or "amqps")
            || uri.Host.Length == 0 || uri.Segments.Length > 2)
        {
            throw new BrokerException("the broker's address must be amqp://host:port/vhost or amqps://host:port/vhost");
        }

        _uri = uri;
        if (uri.Scheme == "amqp" && (options.CertificateAuthorityFile ?? options.ClientCertificateFile) is not null)
        {
            throw new BrokerException($"{Endpoint} has certificates but no TLS; use amqps://");
        }

        if ((options.ClientCertificateFile is null) != (options.ClientKeyFile is null))
        {
            throw new BrokerException("a client certificate needs its key, and a key its certificate; name both files");
        }

        if (UserInfo(0) is null || (UserInfo(1) ?? options.PasswordFile) is null)
        {
            throw new BrokerException($"no user and password are given for {Endpoint}; there is no default");
        }
    }

    /// <summary>The address without user and password.</summary>
    public string Endpoint =>
        $"{_uri.Scheme}://{_uri.Host}:{(_uri.Port > 0 ? _uri.Port : _uri.Scheme == "amqps" ? 5671 : 5672)}"
        + _uri.AbsolutePath.TrimEnd('/');

    /// <exception cref="BrokerException">It failed.</exception>
    public async Task<IConnection> ConnectAsync(string role, CancellationToken cancellation)
    {
        ConnectionFactory factory = new()
        {
            Uri = _uri,
            UserName = UserInfo(0)!,
            Password = ReadPassword(),
            Ssl = _uri.Scheme == "amqps" ? Tls() : new SslOption(),
            // Consumers connect anew themselves: an acknowledgement then never meets another channel's tags.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = _options.Heartbeat,
            RequestedConnectionTimeout = _options.ConnectTimeout,
            HandshakeContinuationTimeout = _options.ConnectTimeout,
            MaxInboundMessageBodySize = MaxInboundByteLength,
        };
        try
        {
            return await factory.CreateConnectionAsync($"{_options.ConnectionName} {role}", cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            throw new BrokerException(Explain(failure), failure) { IsRefusal = IsRefusal(failure) };
        }
    }

    /// <summary>
    /// Whether the broker answered and said no, which it will do again. That it closed the connection in the
    /// handshake is no answer: a broker that dies meanwhile does so too.
    /// </summary>
    public static bool IsRefusal(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is AuthenticationFailureException or AuthenticationException
                or OperationInterruptedException
                {
                    ShutdownReason.ReplyCode: AccessRefused or PreconditionFailed or NotAllowed,
                })
            {
                return true;
            }
        }

        return false;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    /// <summary>The user, or the password: that of the options, else that of the address.</summary>
    private string? UserInfo(int index)
    {
        string[] parts = _uri.UserInfo.Split(':', 2);
        string? text = (index == 0 ? _options.User : _options.Password)
            ?? (index < parts.Length ? Uri.UnescapeDataString(parts[index]) : null);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private string ReadPassword()
    {
        if (_options.PasswordFile is not { } path)
        {
            return UserInfo(1)!;
        }

        string text = new FileInfo(path) is { Exists: true, Length: <= MaxPasswordByteLength }
            ? File.ReadAllText(path).TrimEnd('\r', '\n')
            : string.Empty;
        return text.Length > 0
            ? text
            : throw new BrokerException($"the password file '{path}' is missing, empty, or too long");
    }

    private SslOption Tls()
    {
        SslOption tls = new()
        {
            Enabled = true,
            ServerName = _options.ServerName ?? _uri.Host,
            AcceptablePolicyErrors = SslPolicyErrors.None,
            Version = SslProtocols.None,
        };
        try
        {
            if (_options.CertificateAuthorityFile is { } file)
            {
                X509Certificate2Collection authorities = [];
                authorities.ImportFromPemFile(file);
                tls.CertificateValidationCallback = (_, certificate, chain, errors) =>
                    IsTrusted(certificate, chain, errors, authorities);
            }

            if (_options.ClientCertificateFile is not null)
            {
                tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPemFile(_options.ClientCertificateFile, _options.ClientKeyFile),
                    additionalCertificates: null,
                    offline: true);
            }
        }
        catch (Exception failure) when (failure is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new BrokerException(
                $"a certificate for {Endpoint} cannot be read: {FirstLine(failure.Message)}", failure);
        }

        return tls;
    }

    /// <summary>Whether the certificate has the right name and only the given authorities vouch for it.</summary>
    private static bool IsTrusted(
        X509Certificate? certificate,
        X509Chain? presented,
        SslPolicyErrors errors,
        X509Certificate2Collection authorities)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // server authentication
        foreach (X509ChainElement element in presented?.ChainElements ?? new X509Chain().ChainElements)
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using X509Certificate2 server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(server);
    }

    private string Explain(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case BrokerException:
                    return cause.Message;
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return $"{Endpoint} refuses the user or its password; check both";
                case AuthenticationException:
                    return $"the TLS certificate of {Endpoint} or this client's is not accepted: "
                        + FirstLine(cause.Message);
                case OperationInterruptedException interrupted:
                    return $"{Endpoint} refuses the connection: {interrupted.ShutdownReason?.ReplyText}";
            }
        }

        return $"{Endpoint} cannot be reached: {FirstLine(failure.GetBaseException().Message)}";
    }
}
