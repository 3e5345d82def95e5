using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZeroSharp.Testing.Servers;

/// <summary>
/// A PostgreSQL cluster of Debian's newest installed version in a folder of its own. The server refuses to run as
/// root, so tests that run as root start it as the system user <c>postgres</c> of the package.
/// </summary>
public sealed class PostgreSqlServer : TestServer
{
    private const string PackageFolder = "/usr/lib/postgresql";
    private const string ServerUser = "postgres";

    private readonly PostgreSqlOptions _options;
    private readonly string _programs;

    public PostgreSqlServer(PostgreSqlOptions? options = null)
        : base("postgresql")
    {
        _options = options ?? new();
        if (_options.RequireTls && _options.Certificates is null)
        {
            throw new ArgumentException("RequireTls needs Certificates", nameof(options));
        }

        _programs = FindPrograms()
            ?? throw new InvalidOperationException("PostgreSQL is not installed; run: apt-get install postgresql");
        Port = TakePort();
    }

    /// <summary>Whether a PostgreSQL server of Debian is on this machine.</summary>
    public static bool IsInstalled => FindPrograms() is not null;

    public int Port { get; }

    /// <summary>The folder of the unix socket.</summary>
    public string SocketFolder => Folder;

    /// <summary>Npgsql's connection string over TCP to the database <c>postgres</c>, with user and password.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=localhost;Port={Port};Database=postgres;Username={_options.User};Password={_options.Password}");

    /// <summary>The same over TLS, with the server's certificate and name checked against the test authority.</summary>
    /// <exception cref="InvalidOperationException">The options had no certificates.</exception>
    public string TlsConnectionString => _options.Certificates is null
        ? throw new InvalidOperationException("give PostgreSqlOptions.Certificates for TLS")
        : $"{ConnectionString};SSL Mode=VerifyFull;Root Certificate={Files.Authority}";

    /// <summary>SIGINT: PostgreSQL's fast shutdown, which closes sessions and writes a checkpoint.</summary>
    private protected override int StopSignal => 2;

    private static string? User => Environment.IsPrivilegedProcess ? ServerUser : null;

    private string DataFolder => Path.Combine(Folder, "data");

    private CertificateFiles Files => new(Path.Combine(Folder, "certificates"));

    private protected override async Task PrepareAsync(CancellationToken ct)
    {
        string passwordPath = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(passwordPath, _options.Password + "\n", ct);
        _options.Certificates?.WriteTo(Files.Folder);
        if (User is not null)
        {
            await ChildProcess.RunAsync(
                new("/bin/chown", ["-R", $"{User}:", Folder], BaseEnvironment(), LogPath), ct);
        }

        string[] arguments =
        [
            "--pgdata", DataFolder, "--username", _options.User, "--pwfile", passwordPath,
            "--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ];
        await ChildProcess.RunAsync(
            new(Path.Combine(_programs, "initdb"), arguments, BaseEnvironment(), LogPath, User), ct);
        await File.AppendAllTextAsync(Path.Combine(DataFolder, "postgresql.conf"), Settings(), ct);
        if (_options.RequireTls)
        {
            await File.WriteAllTextAsync(
                Path.Combine(DataFolder, "pg_hba.conf"),
                "local all all scram-sha-256\nhostssl all all all scram-sha-256\n",
                ct);
        }
    }

    private protected override ChildCommand Command() =>
        new(Path.Combine(_programs, "postgres"), ["-D", DataFolder], BaseEnvironment(), LogPath, User);

    /// <summary>
    /// Asks for a session without a password: a server that starts up or recovers answers with the error 57P03,
    /// one that serves with a request for authentication or another error.
    /// </summary>
    private protected override async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        const int ProtocolVersion = 3 << 16;
        const int MaxAnswer = 4096;
        byte[] parameters = Encoding.UTF8.GetBytes($"user\0{_options.User}\0database\0postgres\0\0");
        byte[] message = new byte[8 + parameters.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), ProtocolVersion);
        parameters.CopyTo(message, 8);

        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, Port, ct);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(message, ct);
        byte[] answer = new byte[MaxAnswer];
        int length = await stream.ReadAsync(answer, ct);
        return length > 0 && !Encoding.UTF8.GetString(answer, 0, length).Contains("57P03", StringComparison.Ordinal);
    }

    private static string? FindPrograms() => !Directory.Exists(PackageFolder)
        ? null
        : Directory.EnumerateDirectories(PackageFolder)
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "postgres"))
                && File.Exists(Path.Combine(folder, "bin", "initdb")))
            .Select(folder => (Folder: folder, Version: Version(folder)))
            .OrderByDescending(found => found.Version)
            .Select(found => Path.Combine(found.Folder, "bin"))
            .FirstOrDefault();

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0;

    private string Settings()
    {
        StringBuilder text = new();
        Line($"");
        Line($"listen_addresses = '127.0.0.1'");
        Line($"port = {Port}");
        Line($"unix_socket_directories = '{SocketFolder}'");
        Line($"shared_buffers = '16MB'");
        Line($"max_connections = 50");

        // A killed process loses nothing that it wrote: only a crash of the whole machine would need these.
        Line($"fsync = off");
        Line($"full_page_writes = off");
        if (_options.Certificates is not null)
        {
            Line($"ssl = on");
            Line($"ssl_ca_file = '{Files.Authority}'");
            Line($"ssl_cert_file = '{Files.Server}'");
            Line($"ssl_key_file = '{Files.ServerKey}'");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
    }
}
