using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ZeroSharp.Testing.Servers;

/// <summary>
/// A RabbitMQ node of Debian's package with a port mapper (epmd) of its own, apart from every other node of the
/// machine. Its name needs no host name that resolves.
/// </summary>
public sealed class RabbitMqServer : TestServer
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string PortMapper = "/usr/bin/epmd";
    private const int NodeNumbers = 1_000_000;

    /// <summary>The time in which <see cref="WaitForQuorumQueueOnDiskAsync"/> must succeed.</summary>
    public static readonly TimeSpan QueueOnDiskTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollDelay = TimeSpan.FromMilliseconds(100);

    private readonly RabbitMqOptions _options;
    private readonly string _nodeName;
    private readonly int _portMapperPort;
    private readonly int _distributionPort;
    private ChildProcess? _portMapper;

    public RabbitMqServer(RabbitMqOptions? options = null)
        : base("rabbitmq")
    {
        _options = options ?? new();
        _nodeName = string.Create(
            CultureInfo.InvariantCulture, $"zerotest{RandomNumberGenerator.GetInt32(NodeNumbers)}@localhost");
        Port = TakePort();
        _portMapperPort = TakePort();
        _distributionPort = TakePort();
        TlsPort = _options.Certificates is null ? null : TakePort();
        ManagementPort = _options.Management ? TakePort() : null;
        PrometheusPort = _options.Prometheus ? TakePort() : null;
    }

    /// <summary>Whether Debian's rabbitmq-server and epmd are on this machine.</summary>
    public static bool IsInstalled => File.Exists(Program) && File.Exists(PortMapper);

    /// <summary>The port for AMQP 0-9-1 without TLS.</summary>
    public int Port { get; }

    /// <summary>The port for AMQP over TLS, if certificates were given.</summary>
    public int? TlsPort { get; }

    /// <summary>The port of the management HTTP API, if it was asked for.</summary>
    public int? ManagementPort { get; }

    /// <summary>The port of /metrics and /metrics/detailed, if they were asked for.</summary>
    public int? PrometheusPort { get; }

    /// <summary>The address without TLS, with user and password.</summary>
    public Uri AmqpUri => Address("amqp", Port);

    /// <summary>The address over TLS, with user and password.</summary>
    /// <exception cref="InvalidOperationException">The options had no certificates.</exception>
    public Uri AmqpsUri => Address(
        "amqps", TlsPort ?? throw new InvalidOperationException("give RabbitMqOptions.Certificates for TLS"));

    /// <summary>The base address of the management HTTP API.</summary>
    /// <exception cref="InvalidOperationException">The options did not ask for it.</exception>
    public Uri ManagementUri => new UriBuilder(
        Uri.UriSchemeHttp,
        "localhost",
        ManagementPort ?? throw new InvalidOperationException("set RabbitMqOptions.Management")).Uri;

    /// <summary>SIGTERM: the node closes its queues and ends.</summary>
    private protected override int StopSignal => 15;

    /// <summary>Runs <c>rabbitmqctl</c> against this node, for example to add a user.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its output.</exception>
    public Task ControlAsync(IReadOnlyList<string> arguments, CancellationToken ct = default) =>
        ChildProcess.RunAsync(
            new(
                "/usr/lib/rabbitmq/bin/rabbitmqctl",
                ["--node", _nodeName, .. arguments],
                NodeEnvironment(),
                Path.Combine(Folder, "rabbitmqctl.log")),
            ct);

    /// <summary>
    /// Waits until the node's directory of quorum queues on disk names a queue. Debian's RabbitMQ writes it some
    /// seconds after the queue was declared: a node killed before that starts the queue anew, without the
    /// messages that it had confirmed.
    /// </summary>
    /// <param name="queue">The name of a quorum queue of the virtual host <c>/</c>, in ASCII.</param>
    /// <exception cref="TimeoutException">The queue is not on disk within <see cref="QueueOnDiskTimeout"/>.</exception>
    public async Task WaitForQuorumQueueOnDiskAsync(string queue, CancellationToken ct = default)
    {
        string directory = Path.Combine(Folder, "data", _nodeName, "quorum", _nodeName, "names.dets");
        byte[] name = Encoding.ASCII.GetBytes($"%2F_{queue}");
        long begin = Stopwatch.GetTimestamp();
        while (!File.Exists(directory) || (await ReadSharedAsync(directory, ct)).AsSpan().IndexOf(name) < 0)
        {
            if (Stopwatch.GetElapsedTime(begin) > QueueOnDiskTimeout)
            {
                throw new TimeoutException($"the quorum queue {queue} is not on disk; was it declared?");
            }

            await Task.Delay(PollDelay, ct);
        }
    }

    private protected override async Task PrepareAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(PathOf("data"));
        Directory.CreateDirectory(PathOf("log"));
        await File.WriteAllTextAsync(PathOf("rabbitmq.conf"), Settings(), ct);
        await File.WriteAllTextAsync(PathOf("rabbitmq-env.conf"), "", ct);
        await File.WriteAllTextAsync(PathOf("enabled_plugins"), Plugins(), ct);
        _portMapper = await ChildProcess.StartAsync(
            new(
                PortMapper,
                ["-port", _portMapperPort.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"],
                BaseEnvironment(),
                PathOf("epmd.log")),
            ct);
        await WaitForPortMapperAsync(ct);
    }

    private protected override ChildCommand Command()
    {
        Dictionary<string, string> environment = NodeEnvironment();

        // The script then becomes the Erlang machine instead of waiting for it, so signals reach the node.
        environment["RUNNING_UNDER_SYSTEMD"] = "true";
        return new(Program, [], environment, LogPath);
    }

    /// <summary>A node that serves answers a client's protocol header with a method frame.</summary>
    private protected override async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        const byte MethodFrame = 1;
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, Port, ct);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), ct);
        byte[] first = new byte[1];
        return await stream.ReadAsync(first, ct) == 1 && first[0] == MethodFrame;
    }

    private protected override async Task CloseAsync()
    {
        if (_portMapper is not null)
        {
            await _portMapper.KillAsync();
            _portMapper.Dispose();
        }
    }

    private async Task WaitForPortMapperAsync(CancellationToken ct)
    {
        long begin = Stopwatch.GetTimestamp();
        while (true)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _portMapperPort, ct);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(begin) < StartTimeout)
            {
                await Task.Delay(PollDelay, ct);
            }
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string path, CancellationToken ct)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream content = new();
        await file.CopyToAsync(content, ct);
        return content.ToArray();
    }

    private string PathOf(string name) => Path.Combine(Folder, name);

    private Uri Address(string scheme, int port) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{scheme}://{Escape(_options.User)}:{Escape(_options.Password)}@localhost:{port}/"));

    private static string Escape(string part) => Uri.EscapeDataString(part);

    private Dictionary<string, string> NodeEnvironment()
    {
        Dictionary<string, string> environment = BaseEnvironment();
        environment["RABBITMQ_NODENAME"] = _nodeName;
        environment["RABBITMQ_MNESIA_BASE"] = PathOf("data");
        environment["RABBITMQ_LOG_BASE"] = PathOf("log");
        environment["RABBITMQ_LOGS"] = "-";
        environment["RABBITMQ_PID_FILE"] = PathOf("node.pid");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = PathOf("enabled_plugins");
        environment["RABBITMQ_CONFIG_FILE"] = PathOf("rabbitmq.conf");
        environment["RABBITMQ_CONFIG_FILES"] = PathOf("conf.d");
        environment["RABBITMQ_ADVANCED_CONFIG_FILE"] = PathOf("advanced.config");
        environment["RABBITMQ_CONF_ENV_FILE"] = PathOf("rabbitmq-env.conf");
        environment["RABBITMQ_GENERATED_CONFIG_DIR"] = PathOf("generated");
        environment["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture);
        environment["ERL_EPMD_PORT"] = _portMapperPort.ToString(CultureInfo.InvariantCulture);
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";

        // Two schedulers and two file threads are enough for a test and keep the node small.
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "+S 2:2 +A 2 +SDio 2 -kernel inet_dist_use_interface {127,0,0,1} -start_epmd false";
        return environment;
    }

    private string Plugins()
    {
        List<string> plugins = [];
        if (_options.Management)
        {
            plugins.Add("rabbitmq_management");
        }

        if (_options.Prometheus)
        {
            plugins.Add("rabbitmq_prometheus");
        }

        return $"[{string.Join(',', plugins)}].\n";
    }

    private string Settings()
    {
        StringBuilder text = new();
        Line($"listeners.tcp.1 = 127.0.0.1:{Port}");
        Line($"default_user = {_options.User}");
        Line($"default_pass = {_options.Password}");
        Line($"default_user_tags.administrator = true");
        Line($"vm_memory_high_watermark.absolute = 512MiB");
        Line($"disk_free_limit.absolute = 16MiB");
        Line($"raft.wal_max_size_bytes = 16777216");
        Line($"log.console = true");
        Line($"log.console.level = info");
        if (_options.Certificates is not null)
        {
            CertificateFiles files = _options.Certificates.WriteTo(PathOf("certificates"));
            Line($"listeners.ssl.1 = 127.0.0.1:{TlsPort}");
            Line($"ssl_options.cacertfile = {files.Authority}");
            Line($"ssl_options.certfile = {files.Server}");
            Line($"ssl_options.keyfile = {files.ServerKey}");
            Line($"ssl_options.verify = {(_options.RequireClientCertificate ? "verify_peer" : "verify_none")}");
            Line($"ssl_options.fail_if_no_peer_cert = {(_options.RequireClientCertificate ? "true" : "false")}");
        }

        if (_options.Management)
        {
            Line($"management.tcp.ip = 127.0.0.1");
            Line($"management.tcp.port = {ManagementPort}");
        }

        if (_options.Prometheus)
        {
            Line($"prometheus.tcp.ip = 127.0.0.1");
            Line($"prometheus.tcp.port = {PrometheusPort}");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
    }
}
