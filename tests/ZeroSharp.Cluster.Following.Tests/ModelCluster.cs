using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Following;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Following.Tests;

/// <summary>
/// A chain, a database in SQLite, followers of the chain's tip, and, in place of workers, steps that end jobs. What
/// followers report is collected, and checked to be a chain at any time.
/// </summary>
internal sealed class ModelCluster : IBlockSubmission, IFollowOutput, IAsyncDisposable
{
    private const ulong ChainId = 31337;
    private const string Worker = "worker";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"zerosharp-follow-{Guid.NewGuid():N}.db");
    private readonly Dictionary<string, int> _proofs = [];
    private int _nextId;

    private ModelCluster(FollowOptions options)
    {
        Options = options;
        Jobs = JobStores.Open(_file, TimeProvider.System);
    }

    public FollowOptions Options { get; }

    public IJobStore Jobs { get; }

    public ModelChain Chain { get; } = new();

    /// <summary>The blocks that are reported and not taken back.</summary>
    public List<FollowedBlock> Reported { get; } = [];

    public List<FollowEvent> Events { get; } = [];

    /// <summary>The block whose proof stands for each number.</summary>
    public Dictionary<ulong, string> Files { get; } = [];

    /// <summary>What a submission does before it comes to its end: a change of the chain at that moment.</summary>
    public Action? DuringSubmission { get; set; }

    public static async Task<ModelCluster> StartAsync(FollowOptions? options = null)
    {
        ModelCluster cluster = new(options ?? new FollowOptions
        {
            ChainId = ChainId,
            Poll = TimeSpan.FromMilliseconds(1),
        });
        await cluster.Jobs.InitializeAsync(default);
        return cluster;
    }

    /// <summary>A follower; it goes on from the state in the database.</summary>
    public async Task<ModelFollower> FollowAsync(ulong first = 1)
    {
        FollowerLedger ledger =
            new(new StoredStateCell(Jobs, StoredStateCell.NameOf(ChainId, "default")), this);
        await ledger.OpenAsync(first, null, default);
        return new ModelFollower(
            new ChainFollower(Chain, this, Jobs, ledger, Options, TimeProvider.System, NullLogger.Instance),
            new ProvenChain(
                Chain, Jobs, new JobSignals(TimeProvider.System), ledger, this, Options, TimeProvider.System,
                NullLogger.Instance),
            ledger);
    }

    public async Task<Job> SubmitAsync(FollowedBlock block, CancellationToken cancellation)
    {
        if (Chain.IsDown || Chain.Blocks.All(link => link.Hash != block.Hash))
        {
            throw new RpcException("the node does not have the block");
        }

        DuringSubmission?.Invoke();
        DuringSubmission = null;
        byte[] statement = new byte[Statement.ByteLength];
        new Statement
        {
            ChainId = ChainId,
            Number = block.Number,
            BlockHash = block.Hash,
            PreStateRoot = block.ParentHash,
            PostStateRoot = block.Hash,
        }.Write(statement);
        string id = $"{Interlocked.Increment(ref _nextId):x32}";
        return (await Jobs.SubmitAsync(
            new Job
            {
                Id = id,
                Key = block.HashText,
                State = JobState.Queued,
                Program = "0x00",
                ChainId = ChainId,
                BlockNumber = block.Number,
                BlockHash = block.HashText,
                TransactionCount = 0,
                GasUsed = 0,
                Statement = Convert.ToHexStringLower(statement),
                Source = Options.Source,
                SegmentMemory = 1,
                Input = Artifact(id),
                CreatedAt = DateTimeOffset.UtcNow,
            },
            cancellation)).Job;
    }

    /// <summary>Ends the oldest jobs that live.</summary>
    public async Task WorkAsync(int count, JobState end = JobState.Proved)
    {
        foreach (Job job in await Jobs.ClaimAsync(Worker, TimeSpan.FromMinutes(1), count, default))
        {
            await Jobs.UpdateAsync(
                Worker,
                job.Id,
                new JobChange
                {
                    State = end,
                    Proof = end == JobState.Proved ? Artifact(job.Id) : null,
                    Error = end == JobState.Proved ? null : "no luck",
                },
                default);
            if (end == JobState.Proved)
            {
                _proofs[job.BlockHash] = _proofs.GetValueOrDefault(job.BlockHash) + 1;
                Assert.Equal(1, _proofs[job.BlockHash]);
            }
        }
    }

    public Task<IReadOnlyList<Job>> ListLiveAsync() => Jobs.ListAsync(
        new JobFilter
        {
            States = [JobState.Queued, JobState.Executing, JobState.Proving, JobState.Aggregating],
            MaxCount = JobFilter.Limit,
        },
        default);

    public Task PrepareAsync(FollowedBlock block, Job job, CancellationToken cancellation)
    {
        Assert.Equal(block.HashText, job.BlockHash);
        Files[block.Number] = block.HashText;
        return Task.CompletedTask;
    }

    public void Report(FollowEvent report)
    {
        Events.Add(report);
        switch (report)
        {
            case BlockProvedEvent proved:
                if (Reported.Count > 0 && !Options.SkipsFailed)
                {
                    Assert.Equal(Reported[^1].Number + 1, proved.Block.Number);
                    Assert.Equal(Reported[^1].Hash, proved.Block.ParentHash);
                }

                // Not even for a moment an orphan.
                Assert.Equal(Chain.Blocks[(int)proved.Block.Number].Hash, proved.Block.Hash);
                Reported.Add(proved.Block);
                break;
            case ChainReorganizedEvent reorg:
                Assert.Equal(
                    reorg.RetractedCount, Reported.RemoveAll(block => block.Number > reorg.AncestorNumber));
                break;
            default:
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Jobs.DisposeAsync();
        foreach (string suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(_file + suffix);
        }
    }

    private static ArtifactRef Artifact(string id) => new(id, new string('0', 64), 1);
}

/// <summary>One process that follows.</summary>
internal sealed record ModelFollower(ChainFollower Follower, ProvenChain Proven, FollowerLedger Ledger)
{
    /// <summary>Follows until nothing is to be done; failures of the node end it.</summary>
    public async Task FollowAsync()
    {
        try
        {
            while (await Follower.StepAsync(default))
            {
            }
        }
        catch (RpcException)
        {
            // As the loop does: it comes back.
        }
    }

    /// <summary>Reports until nothing is to be done.</summary>
    public async Task ReportAsync()
    {
        try
        {
            while (await Proven.StepAsync(default))
            {
            }
        }
        catch (RpcException)
        {
            // As the loop does: it comes back.
        }
    }
}
