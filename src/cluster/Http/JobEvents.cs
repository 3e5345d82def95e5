using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cluster.Http;

/// <summary>Server-sent events (HTML standard, section 9.2) of one job: one for each change, until its end.</summary>
internal sealed class JobEvents(
    LeaderApiServices services, JobEndpoints jobs, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private int _streams;

    public async Task StreamAsync(HttpContext context)
    {
        Job job = await jobs.FindAsync(context);
        if (Interlocked.Increment(ref _streams) > LeaderApiOptions.MaxStreams)
        {
            Interlocked.Decrement(ref _streams);
            throw new ApiException(
                StatusCodes.Status503ServiceUnavailable,
                "too many streams",
                $"{LeaderApiOptions.MaxStreams} streams of events are open: try again later");
        }

        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await WriteAsync(context, job, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader has gone, or the leader stops; the reader asks again.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task WriteAsync(HttpContext context, Job job, CancellationToken cancellation)
    {
        DateTimeOffset? shown = null;
        long last = time.GetTimestamp();
        while (true)
        {
            if (job.UpdatedAt != shown)
            {
                byte[] data = ApiReply.ToBytes(
                    writer => JobDocument.Write(writer, job, null, services.PricePerWorkerHour));
                string id = job.UpdatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
                await SendAsync(
                    context, $"id: {id}\nevent: job\ndata: {Encoding.UTF8.GetString(data)}\n\n", cancellation);
                shown = job.UpdatedAt;
                last = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(last) >= Heartbeat)
            {
                await SendAsync(context, ": waiting\n\n", cancellation);
                last = time.GetTimestamp();
            }

            if (job.State.IsFinal())
            {
                return;
            }

            await services.Leader.Signals.WaitAsync(job.Id, LeaderOptions.Poll, cancellation);
            job = await services.Jobs.GetAsync(job.Id, cancellation) ?? job with { State = JobState.Cancelled };
        }
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken cancellation)
    {
        await context.Response.WriteAsync(text, cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }
}
