using System.Globalization;
using Npgsql;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>How PostgreSQL is reached.</summary>
public sealed record PostgresOptions
{
    private const int MaxPasswordFileLength = 4 << 10;

    /// <summary>
    /// A URL (postgres://user@host:port/database?sslmode=verify-full) or a connection string of Npgsql
    /// (Host=...;Database=...). Where it has no password, PGPASSWORD of the environment is used.
    /// </summary>
    public string Connection { get; init; } = string.Empty;

    /// <summary>A file with the password, read for every new connection, so that it may change.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// Whether the server must show a certificate for its name; true if <see cref="RootCertificate"/> is set.
    /// Otherwise what the connection says holds.
    /// </summary>
    public bool RequireTls { get; init; }

    /// <summary>A PEM file with the authorities that the server's certificate may be of.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>Most connections that this process has at a time; transactions wait for one.</summary>
    public int MaxConnections { get; init; } = 20;

    /// <summary>How long a connection may take to come about, or to get free.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a statement may take.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a location is one of PostgreSQL.</summary>
    public static bool IsPostgres(string location) =>
        IsUrl(location) || (location.Contains('=', StringComparison.Ordinal)
            && location.Contains("host", StringComparison.OrdinalIgnoreCase)
            && location.Contains(';', StringComparison.Ordinal));

    /// <summary>Npgsql's settings.</summary>
    /// <exception cref="JobStoreException">The connection is not one that can be read; it is never shown.</exception>
    internal NpgsqlConnectionStringBuilder ToSettings()
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = IsUrl(Connection) ? OfUrl(Connection) : new NpgsqlConnectionStringBuilder(Connection);
        }
        catch (Exception failure) when (
            failure is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            // The failure may show what is wrong with it, and that may be the password.
            throw new JobStoreException(
                "the PostgreSQL connection cannot be read: write postgres://user@host:port/database?sslmode=...",
                isPassing: false);
        }

        if (RootCertificate is not null)
        {
            settings.RootCertificate = RootCertificate;
        }

        if (RequireTls || RootCertificate is not null)
        {
            settings.SslMode = SslMode.VerifyFull;
        }

        settings.MaxPoolSize = MaxConnections;
        settings.Timeout = (int)ConnectTimeout.TotalSeconds;
        settings.CommandTimeout = (int)CommandTimeout.TotalSeconds;
        settings.KeepAlive = 30;
        settings.ApplicationName ??= "zero";

        // A process that stops in the middle of a transaction must not hold up the others for ever.
        settings.Options ??= "-c idle_in_transaction_session_timeout=60s -c lock_timeout=20s";
        return settings;
    }

    /// <summary>The password of <see cref="PasswordFile"/>.</summary>
    /// <exception cref="NpgsqlException">The file cannot be read.</exception>
    internal string ReadPassword()
    {
        try
        {
            using FileStream file = File.OpenRead(PasswordFile!);
            byte[] bytes = new byte[MaxPasswordFileLength];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return System.Text.Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new NpgsqlException($"the password file '{PasswordFile}' cannot be read");
        }
    }

    private static bool IsUrl(string location) =>
        location.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder OfUrl(string url)
    {
        Uri uri = new(url);
        NpgsqlConnectionStringBuilder settings = new()
        {
            Host = uri.DnsSafeHost.Length > 0 ? uri.DnsSafeHost : "localhost",
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
        };
        string database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length > 0)
        {
            settings.Database = database;
        }

        string[] user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : string.Empty;
            switch (parts[0])
            {
                case "sslmode":
                    settings.SslMode = Enum.Parse<SslMode>(
                        value.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true);
                    break;
                case "sslrootcert":
                    settings.RootCertificate = value;
                    break;
                case "application_name":
                    settings.ApplicationName = value;
                    break;
                case "host":
                    settings.Host = value;
                    break;
                case "port":
                    settings.Port = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "options":
                    settings.Options = value;
                    break;
                default:
                    throw new FormatException($"{parts[0]} is not known");
            }
        }

        return settings;
    }
}
