using Microsoft.AspNetCore.Http;

namespace ZeroSharp.Cluster.Http;

/// <summary>Admits callers that show a key, as a bearer token or in X-API-Key; probes need none.</summary>
internal sealed class ApiAuthentication(RequestDelegate next, LeaderApiOptions options)
{
    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (options.Keys is { } keys && !IsProbe(context.Request.Path) && !keys.Contains(KeyOf(context.Request)))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiReply.ProblemAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "no valid API key",
                "send the header 'Authorization: Bearer KEY' or 'X-API-Key: KEY'");
            return;
        }

        await next(context);
    }

    private static bool IsProbe(PathString path) => path == "/healthz" || path == "/readyz";

    private static string KeyOf(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : request.Headers["X-API-Key"].ToString();
    }
}
