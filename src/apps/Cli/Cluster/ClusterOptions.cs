using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.RabbitMq;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Store.Artifacts;
using ZeroSharp.Cluster.Store.Jobs;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Cluster;

/// <summary>
/// Where the parts of a cluster are: broker, database, artifact store. Each may come from an option or from
/// the environment; secrets from a file or from the environment.
/// </summary>
internal sealed class ClusterOptions
{
    private const string InMemory = "in-memory";

    private readonly Option<string> _runtime = new("--runtime", "-r")
    {
        Description = "in-memory: workers in this process; amqp: RabbitMQ and `zero worker` processes",
        DefaultValueFactory = _ => Variable("ZERO_RUNTIME") ?? Variable("ZERO_BIN_RUNTIME") ?? InMemory,
    };

    private readonly Option<string?> _amqpUri = new("--amqp-uri")
    {
        Description = "RabbitMQ, as amqp://user:password@host:port/vhost or amqps://... "
            + "(AMQP_URI, PALADIN_AMQP_URI)",
        DefaultValueFactory = _ => Variable("AMQP_URI") ?? Variable("PALADIN_AMQP_URI"),
    };

    private readonly Option<string?> _amqpPasswordFile = new("--amqp-password-file")
    {
        Description = "file with the password for RabbitMQ (ZERO_AMQP_PASSWORD_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_AMQP_PASSWORD_FILE"),
    };

    private readonly Option<string?> _amqpCa = new("--amqp-ca-file")
    {
        Description = "PEM file with the certificate authorities for amqps (ZERO_AMQP_CA_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_AMQP_CA_FILE"),
    };

    private readonly Option<string?> _amqpCertificate = new("--amqp-cert-file")
    {
        Description = "PEM file with the client certificate for amqps (ZERO_AMQP_CERT_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_AMQP_CERT_FILE"),
    };

    private readonly Option<string?> _amqpKey = new("--amqp-key-file")
    {
        Description = "PEM file with the key of the client certificate (ZERO_AMQP_KEY_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_AMQP_KEY_FILE"),
    };

    private readonly Option<string> _prefix = new("--queue-prefix", "--task-bus-routing-key")
    {
        Description = "first part of the queues' names, for several clusters on one broker (ZERO_QUEUE_PREFIX)",
        DefaultValueFactory = _ => Variable("ZERO_QUEUE_PREFIX") ?? "zerosharp",
    };

    private readonly Option<string> _data = DataOption("directory of the embedded database and the artifacts");

    private readonly Option<string?> _database = new("--database")
    {
        Description = "database: postgres://user@host/name, or a file for SQLite (ZERO_DATABASE); "
            + "default: jobs.db in --data",
        DefaultValueFactory = _ => Variable("ZERO_DATABASE"),
    };

    private readonly Option<string?> _databasePasswordFile = new("--database-password-file")
    {
        Description = "file with the password for PostgreSQL (ZERO_DATABASE_PASSWORD_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_DATABASE_PASSWORD_FILE"),
    };

    private readonly Option<string?> _databaseCa = new("--database-ca-file")
    {
        Description = "PEM file with the certificate authorities for PostgreSQL (ZERO_DATABASE_CA_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_DATABASE_CA_FILE"),
    };

    private readonly Option<string?> _artifacts = new("--artifacts")
    {
        Description = "artifact store: a directory that all share, or s3://bucket/prefix (ZERO_ARTIFACTS); "
            + "default: artifacts in --data",
        DefaultValueFactory = _ => Variable("ZERO_ARTIFACTS"),
    };

    private readonly Option<string?> _s3Endpoint = new("--s3-endpoint")
    {
        Description = "endpoint of an S3-compatible store (AWS_ENDPOINT_URL_S3)",
        DefaultValueFactory = _ => Variable("AWS_ENDPOINT_URL_S3"),
    };

    private readonly Option<string?> _s3Credentials = new("--s3-credentials-file")
    {
        Description = "file with credentials for S3, as the AWS tools write it (ZERO_S3_CREDENTIALS_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_S3_CREDENTIALS_FILE"),
    };

    private readonly Option<string?> _s3Ca = new("--s3-ca-file")
    {
        Description = "PEM file with the certificate authorities for S3 (ZERO_S3_CA_FILE)",
        DefaultValueFactory = _ => Variable("ZERO_S3_CA_FILE"),
    };

    public ClusterOptions()
    {
        _runtime.AcceptOnlyFromAmong(InMemory, "amqp");
        _s3Endpoint.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Uri.TryCreate(text, UriKind.Absolute, out _))
            {
                result.AddError("--s3-endpoint is no address: write http://host:port or https://host.");
            }
        });
    }

    /// <summary>The option that names the directory in which commands keep what outlives them.</summary>
    public static Option<string> DataOption(string description) => new("--data")
    {
        Description = description + " (ZERO_DATA)",
        DefaultValueFactory = _ => Variable("ZERO_DATA") ?? DefaultData(),
    };

    /// <summary>An environment variable; null if it is not set or empty.</summary>
    public static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Adds the options to a command and those below it.</summary>
    /// <param name="hasRuntime">Whether the command may run without RabbitMQ.</param>
    public void AddTo(Command command, bool hasRuntime)
    {
        List<Option> options =
        [
            _amqpUri, _amqpPasswordFile, _amqpCa, _amqpCertificate, _amqpKey, _prefix, _data, _database,
            _databasePasswordFile, _databaseCa, _artifacts, _s3Endpoint, _s3Credentials, _s3Ca,
        ];
        if (hasRuntime)
        {
            options.Insert(0, _runtime);
        }

        foreach (Option option in options)
        {
            option.Recursive = true;
            command.Add(option);
        }
    }

    /// <summary>Adds the options of the database alone.</summary>
    public void AddDatabaseTo(Command command)
    {
        foreach (Option option in new Option[] { _data, _database, _databasePasswordFile, _databaseCa })
        {
            option.Recursive = true;
            command.Add(option);
        }
    }

    /// <summary>Whether the work is done in this process.</summary>
    public bool IsInMemory(ParseResult parsed) => parsed.GetValue(_runtime) == InMemory;

    /// <summary>The database, with its tables.</summary>
    public async Task<IJobStore> OpenJobsAsync(ParseResult parsed, CancellationToken cancellation)
    {
        IJobStore store = OpenJobs(parsed);
        await store.InitializeAsync(cancellation);
        return store;
    }

    /// <summary>The database as it is; nothing is connected yet, and it may be away.</summary>
    public IJobStore OpenJobs(ParseResult parsed)
    {
        string location = parsed.GetValue(_database) ?? Path.Combine(Data(parsed), "jobs.db");
        return JobStores.Open(
            location,
            TimeProvider.System,
            new PostgresOptions
            {
                PasswordFile = parsed.GetValue(_databasePasswordFile),
                RootCertificate = parsed.GetValue(_databaseCa),
            });
    }

    public IArtifactStore OpenArtifacts(ParseResult parsed) => ArtifactStores.Open(
        parsed.GetValue(_artifacts) ?? Path.Combine(Data(parsed), "artifacts"),
        TimeProvider.System,
        new S3Options
        {
            Endpoint = parsed.GetValue(_s3Endpoint) is { } endpoint ? new Uri(endpoint) : null,
            CredentialsFile = parsed.GetValue(_s3Credentials),
            RootCertificate = parsed.GetValue(_s3Ca),
        });

    /// <summary>The folders that a role writes to: its data, and the artifacts where they are a folder.</summary>
    public IReadOnlyDictionary<string, string> Volumes(ParseResult parsed)
    {
        string data = parsed.GetValue(_data)!;
        Dictionary<string, string> volumes = new() { ["data"] = data };
        if (parsed.GetValue(_artifacts) is not { } artifacts)
        {
            volumes["artifacts"] = Path.Combine(data, "artifacts");
        }
        else if (!artifacts.StartsWith("s3://", StringComparison.Ordinal))
        {
            volumes["artifacts"] = artifacts;
        }

        return volumes;
    }

    /// <summary>The broker of a cluster.</summary>
    public ITaskBroker OpenBroker(ParseResult parsed, string connectionName, ILoggerFactory loggers)
    {
        string uri = parsed.GetValue(_amqpUri) ?? throw new WitnessException(
            "no RabbitMQ is named: give --amqp-uri amqp://user:password@host:5672, or set AMQP_URI");
        return new RabbitMqBroker(
            new RabbitMqOptions
            {
                Uri = uri,
                User = Variable("ZERO_AMQP_USER"),
                Password = Variable("ZERO_AMQP_PASSWORD"),
                PasswordFile = parsed.GetValue(_amqpPasswordFile),
                CertificateAuthorityFile = parsed.GetValue(_amqpCa),
                ClientCertificateFile = parsed.GetValue(_amqpCertificate),
                ClientKeyFile = parsed.GetValue(_amqpKey),
                ConnectionName = connectionName,
                Prefix = parsed.GetValue(_prefix)!,
            },
            loggers.CreateLogger<RabbitMqBroker>(),
            TimeProvider.System);
    }

    private string Data(ParseResult parsed)
    {
        string folder = parsed.GetValue(_data)!;
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string DefaultData() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder
            ? folder
            : Path.GetTempPath(),
        "zerosharp");
}
