using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cli.Commands;

/// <summary>`leader`: what its subcommands share, and the flags that zero-bin's users know.</summary>
internal sealed class LeaderCommand
{
    // What zero-bin has and nothing here corresponds to.
    private static readonly Option[] Ignored =
    [
        new Option<string?>("--batch-size", "-b"),
        new Option<string?>("--max-cpu-len-log", "-m"),
        new Option<string?>("--block-batch-size"),
        new Option<bool>("--save-inputs-on-error"),
    ];

    private readonly Option<string> _memory = CommonOptions.Memory();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    private readonly Option<int> _workers = new("--num-workers", "-n")
    {
        Description = "workers in this process, with --runtime in-memory",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _pool = new("--block-pool-size")
    {
        Description = "blocks that are worked on at a time",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<bool> _keep = new("--keep-intermediate-proofs", "-k")
    {
        Description = "keep segments and their proofs in the artifact store",
    };

    private readonly Option<double> _taskTimeout = new("--task-timeout")
    {
        Description = "seconds after which a task is published again that nobody reports on",
        DefaultValueFactory = _ => 900,
    };

    private readonly Option<double?> _price = new("--price-per-worker-hour")
    {
        Description = "US dollars that an hour of a worker costs, for the cost of blocks (ZERO_PRICE_PER_WORKER_HOUR)",
        DefaultValueFactory = _ => double.TryParse(
            ClusterOptions.Variable("ZERO_PRICE_PER_WORKER_HOUR"),
            System.Globalization.CultureInfo.InvariantCulture,
            out double price)
            ? price
            : null,
    };

    private readonly Option<string?> _keepJobs = CommonOptions.AgeOption(
        "--keep-jobs",
        "how long jobs that ended are kept, with their proofs, such as 30d (ZERO_KEEP_JOBS); default: for ever",
        () => ClusterOptions.Variable("ZERO_KEEP_JOBS"));

    private readonly Option<string?> _output = new("--proof-output-dir", "--output-dir", "-o")
    {
        Description = "directory for the proof of each block, as b<number>.zkproof",
    };

    private readonly Option<bool> _testOnly = new("--test-only")
    {
        Description = "with stdio: execute the blocks, and prove nothing",
    };

    private LeaderCommand()
    {
        Telemetry = new TelemetryOptions(isService: true) { Cluster = Cluster };
        Bound(_workers, 1, 64);
        Bound(_pool, 1, 1000);
    }

    /// <summary>The leader's name.</summary>
    public string Name { get; } = RoleName.Create("leader");

    /// <summary>Where the cluster's parts are.</summary>
    public ClusterOptions Cluster { get; } = new();

    /// <summary>Where its metrics and traces go.</summary>
    public TelemetryOptions Telemetry { get; }

    /// <summary>How it logs.</summary>
    public LogOptions Logging { get; } = new();

    public static Command Create()
    {
        LeaderCommand shared = new();
        Command command = new("leader", "Leads the proofs of blocks: cuts them into tasks for workers.");
        shared.Cluster.AddTo(command, hasRuntime: true);
        shared.Logging.AddTo(command);
        shared.Telemetry.AddTo(command);
        foreach (Option option in (Option[])
            [
                shared._memory, shared._threads, shared._quiet, shared._workers, shared._pool, shared._keep,
                shared._taskTimeout, shared._keepJobs, shared._price, shared._output, shared._testOnly,
            ])
        {
            option.Recursive = true;
            command.Add(option);
        }

        foreach (Option option in Ignored)
        {
            option.Description = "accepted for zero-bin's users, without effect";
            option.Hidden = true;
            option.Recursive = true;
            command.Add(option);
        }

        command.Add(LeaderStdioCommand.Create(shared));
        command.Add(LeaderHttpCommand.Create(shared));
        command.Add(LeaderRpcCommand.Create(shared));
        Command clean = new("clean", "Removes prepared circuits, as zero-bin's leader does; there are none here.");
        clean.SetAction(_ => Console.Error.WriteLine("nothing to remove: this prover prepares no circuits"));
        command.Add(clean);
        return command;
    }

    /// <summary>Whether progress is not shown.</summary>
    public bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>Whether blocks are executed only.</summary>
    public bool IsTestOnly(ParseResult parsed) => parsed.GetValue(_testOnly);

    /// <summary>The directory for proofs; null where none is named.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public ProofDirectory? OpenOutput(ParseResult parsed) =>
        parsed.GetValue(_output) is { } folder ? ProofDirectory.Open(folder) : null;

    /// <summary>How many blocks are worked on at a time.</summary>
    public int PoolSize(ParseResult parsed) => parsed.GetValue(_pool);

    /// <summary>Opens what the leader needs.</summary>
    public Task<LeaderRuntime> OpenAsync(
        ParseResult parsed, ILoggerFactory loggers, CancellationToken cancellation) =>
        LeaderRuntime.OpenAsync(
            parsed,
            Cluster,
            Telemetry,
            new LeaderOptions
            {
                Name = Name,
                MaxJobs = parsed.GetValue(_pool),
                SegmentMemory = CommonOptions.Bytes(parsed.GetValue(_memory)!),
                TaskTimeout = TimeSpan.FromSeconds(parsed.GetValue(_taskTimeout)),
                KeepsIntermediates = parsed.GetValue(_keep),
                Retention = CommonOptions.AgeOf(parsed.GetValue(_keepJobs)),
                PricePerWorkerHour = parsed.GetValue(_price),
            },
            parsed.GetValue(_workers),
            parsed.GetValue(_threads),
            loggers,
            cancellation);

    /// <summary>Refuses values of an option out of bounds.</summary>
    public static void Bound(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        int value = result.GetValueOrDefault<int>();
        if (value < least || value > most)
        {
            result.AddError($"{option.Name} must be between {least} and {most}.");
        }
    });
}
