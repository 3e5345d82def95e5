using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ZeroSharp.Cluster.Http;

/// <summary>
/// Refuses bodies that are longer than the interface takes. What a client sends is read and dropped for a while
/// first: it would else find its connection closed before it read why.
/// </summary>
internal sealed class ApiBodyLimit(RequestDelegate next, LeaderApiOptions options)
{
    private const long MaxDropped = 512L << 20;

    private static readonly TimeSpan MaxDropping = TimeSpan.FromSeconds(20);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength <= options.MaxBodyLength || context.Request.ContentLength is null)
        {
            await next(context);
            return;
        }

        if (context.Request.ContentLength <= MaxDropped
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
            await DropAsync(context);
        }

        throw new ApiException(
            StatusCodes.Status413PayloadTooLarge,
            "the request is too large",
            $"the body has {context.Request.ContentLength} bytes, and the leader takes {options.MaxBodyLength} "
            + "(--max-body)");
    }

    private static async Task DropAsync(HttpContext context)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        end.CancelAfter(MaxDropping);
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, end.Token) > 0)
            {
                // Nothing is kept.
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Too slow; the reply may be lost.
        }
    }
}
