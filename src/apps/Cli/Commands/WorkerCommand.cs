using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.Kubernetes;
using ZeroSharp.Cluster.Telemetry;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli.Commands;

/// <summary>`worker`: proves the tasks that leaders publish.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        ClusterOptions cluster = new();
        LogOptions logging = new();
        TelemetryOptions telemetry = new(isService: true) { Cluster = cluster };
        Option<string> runtime = new("--runtime", "-r")
        {
            Description = "where tasks come from",
            DefaultValueFactory = _ => "amqp",
        };
        runtime.AcceptOnlyFromAmong("amqp");
        Option<string> memory = CommonOptions.Memory();
        Option<int> threads = CommonOptions.Threads();
        Option<string?> name = new("--name")
        {
            Description = "name of the worker, unique in the cluster; default: host, process and a random part",
        };
        Option<string[]> kinds = new("--tasks")
        {
            Description = "kinds of tasks that it takes: prove, aggregate",
            DefaultValueFactory = _ => ["prove", "aggregate"],
            AllowMultipleArgumentsPerToken = true,
        };
        kinds.AcceptOnlyFromAmong("prove", "aggregate");
        Option<double> drain = new("--drain-timeout")
        {
            Description = "seconds for which it finishes its task after SIGTERM; then the task is handed back",
            DefaultValueFactory = _ => 600,
        };
        Command command = new("worker", "Proves the tasks of leaders, until SIGTERM; then it finishes its task.")
        {
            runtime, memory, threads, name, kinds, drain,
        };
        cluster.AddTo(command, hasRuntime: false);
        logging.AddTo(command);
        telemetry.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ILoggerFactory loggers = logging.Create(parsed);
            string workerName = parsed.GetValue(name) ?? RoleName.Create("worker");
            using IDisposable? scope = logging.BeginRole(parsed, loggers, "worker", workerName);
            TimeSpan patience = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(drain), 0, 86_400));
            IArtifactStore artifacts = cluster.OpenArtifacts(parsed);
            await using ITaskBroker broker = cluster.OpenBroker(parsed, workerName, loggers);
            using ProgramProver program = BlockProgram.CreateProver(parsed.GetValue(threads));
            WorkerService worker = new(
                broker,
                artifacts,
                new ZkvmSegmentProver(program, CommonOptions.Bytes(parsed.GetValue(memory)!)),
                new BlockAggregator(program.Key, artifacts),
                new WorkerOptions
                {
                    Name = workerName,
                    DrainTimeout = patience,
                    Kinds = [.. parsed.GetValue(kinds)!.Distinct().Select(kind => Enum.Parse<TaskKind>(kind, true))],
                },
                TimeProvider.System,
                loggers.CreateLogger<WorkerService>());
            await using RoleTelemetry watch = await telemetry.StartAsync(
                parsed,
                "worker",
                workerName,
                BlockProgram.DigestOf(program.Key),
                [RoleChecks.Of(broker), RoleChecks.Of(artifacts)],
                loggers,
                cancellation);
            using WorkerGauges gauges = new([worker.Activity]);
            using PodAnnotations? pod = OpenPod();
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task cost = pod is null
                ? Task.CompletedTask
                : new DeletionCost(
                    pod, () => worker.Activity.IsBusy, TimeProvider.System, loggers.CreateLogger<DeletionCost>())
                    .RunAsync(ended.Token);
            Interruption.Extend(patience);
            try
            {
                await worker.RunAsync(cancellation);
            }
            finally
            {
                await ended.CancelAsync();
                await cost;
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static PodAnnotations? OpenPod()
    {
        PodIdentity? pod = PodIdentity.FromEnvironment(
            ClusterOptions.Variable, PodIdentity.ServiceAccountFolder, out string? problem);
        if (problem is not null)
        {
            throw new WitnessException($"{problem}; unset ZERO_POD_NAME to go without a deletion cost");
        }

        return pod is null ? null : new PodAnnotations(pod);
    }
}
