using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler.Wire;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>KEDA's calls. One instance serves all of them.</summary>
internal sealed class ExternalScalerService(
    BacklogPoll poll,
    ScalerGauges gauges,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<ExternalScalerService> logger) : ExternalScaler.ExternalScalerBase
{
    /// <summary>The one metric: workers that are wanted, of which each worker is one.</summary>
    public const string MetricName = "zerosharp-workers";

    /// <summary>Most streams at a time; KEDA opens one for each ScaledObject.</summary>
    public const int MaxStreams = 64;

    /// <summary>How often a stream looks whether something changed.</summary>
    public static readonly TimeSpan StreamInterval = TimeSpan.FromSeconds(3);

    private int _streams;

    public override async Task<IsActiveResponse> IsActive(ScaledObjectRef request, ServerCallContext context) =>
        new() { Result = (await DecideAsync(request, context.CancellationToken)).IsActive };

    /// <summary>
    /// Says at once what holds, and then each change. While the database does not answer, nothing is said: KEDA
    /// takes an error for a reason to wait longer before it connects again, and needs none to keep what it has.
    /// </summary>
    public override async Task StreamIsActive(
        ScaledObjectRef request, IServerStreamWriter<IsActiveResponse> responseStream, ServerCallContext context)
    {
        ScalingTarget target = ReadTarget(request);
        try
        {
            if (Interlocked.Increment(ref _streams) > MaxStreams)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"{MaxStreams} streams are open; this scaler serves no more"));
            }

            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
                context.CancellationToken, lifetime.ApplicationStopping);
            await PushAsync(target, responseStream, either.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    /// <summary>Needs no database: without this answer, KEDA makes no autoscaler at all.</summary>
    public override Task<GetMetricSpecResponse> GetMetricSpec(ScaledObjectRef request, ServerCallContext context)
    {
        ReadTarget(request);
        return Task.FromResult(new GetMetricSpecResponse
        {
            MetricSpecs = { new MetricSpec { MetricName = MetricName, TargetSize = 1, TargetSizeFloat = 1 } },
        });
    }

    public override async Task<GetMetricsResponse> GetMetrics(GetMetricsRequest request, ServerCallContext context)
    {
        if (request.MetricName != MetricName)
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"this scaler has one metric, {MetricName}, and no other"));
        }

        ScalingDecision decision = await DecideAsync(
            request.ScaledObjectRef ?? new ScaledObjectRef(), context.CancellationToken);
        return new GetMetricsResponse
        {
            MetricValues =
            {
                new MetricValue
                {
                    MetricName = MetricName,
                    MetricValue_ = decision.Workers,
                    MetricValueFloat = decision.Workers,
                },
            },
        };
    }

    private async Task PushAsync(
        ScalingTarget target, IServerStreamWriter<IsActiveResponse> stream, CancellationToken stop)
    {
        bool? said = null;
        try
        {
            while (true)
            {
                if (await TryDecideAsync(target, stop) is { } decision && decision.IsActive != said)
                {
                    said = decision.IsActive;
                    await stream.WriteAsync(new IsActiveResponse { Result = decision.IsActive }, stop);
                }

                await Task.Delay(StreamInterval, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller has gone, or this process stops; a stream that ends in order is opened again at once.
        }
    }

    private async Task<ScalingDecision?> TryDecideAsync(ScalingTarget target, CancellationToken cancellation)
    {
        try
        {
            return Decide(await poll.ReadAsync(cancellation), target);
        }
        catch (JobStoreException)
        {
            return null;
        }
    }

    private async Task<ScalingDecision> DecideAsync(ScaledObjectRef request, CancellationToken cancellation)
    {
        ScalingTarget target = ReadTarget(request);
        try
        {
            return Decide(await poll.ReadAsync(cancellation), target);
        }
        catch (JobStoreException failure)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, failure.Message));
        }
    }

    private ScalingDecision Decide(Backlog backlog, ScalingTarget target)
    {
        ScalingDecision decision = ScalingPolicy.Decide(backlog, target);
        Log.Decided(logger, decision.Workers, decision.Jobs.Count, backlog.Seconds);
        return decision;
    }

    private ScalingTarget ReadTarget(ScaledObjectRef request)
    {
        try
        {
            ScalingTarget target = TriggerMetadata.Read(request.ScalerMetadata.AsReadOnly());
            gauges.Observe(target);
            return target;
        }
        catch (TriggerMetadataException failure)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, failure.Message));
        }
    }
}
