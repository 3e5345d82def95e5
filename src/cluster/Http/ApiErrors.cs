using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cluster.Http;

/// <summary>Turns what goes wrong in a request into a problem of one line.</summary>
internal sealed partial class ApiErrors(RequestDelegate next, ILogger<ApiErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ApiException failure)
        {
            await ApiReply.ProblemAsync(context, failure.Status, failure.Title, failure.Message);
        }
        catch (WitnessException failure)
        {
            await ApiReply.ProblemAsync(
                context, StatusCodes.Status422UnprocessableEntity, "the block cannot be proven", failure.Message);
        }
        catch (BadHttpRequestException failure)
        {
            await ApiReply.ProblemAsync(context, failure.StatusCode, "the request cannot be read", failure.Message);
        }
        catch (Exception failure) when (failure is JobStoreException or ArtifactException or BrokerException)
        {
            NotAvailable(logger, failure.Message);
            await ApiReply.ProblemAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "a service is not available",
                "the database, the artifact store or the broker is not available: try again later");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the reply.
            context.Abort();
        }
        catch (Exception failure)
        {
            Defect(logger, failure, context.Request.Path);
            await ApiReply.ProblemAsync(
                context, StatusCodes.Status500InternalServerError, "internal error", "see the leader's log");
        }
    }

    [LoggerMessage(300, LogLevel.Warning, "a request cannot be served: {Reason}")]
    private static partial void NotAvailable(ILogger logger, string reason);

    [LoggerMessage(301, LogLevel.Error, "a defect ended the request for {Path}")]
    private static partial void Defect(ILogger logger, Exception failure, string path);
}
