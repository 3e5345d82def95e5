using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ZeroSharp.Cluster.Http;

/// <summary>Writes replies: JSON, and problems as RFC 9457 has them.</summary>
internal static class ApiReply
{
    /// <summary>Writes a JSON value.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(ToBytes(write), context.RequestAborted);
    }

    /// <summary>Says in one line what is wrong.</summary>
    public static async Task ProblemAsync(HttpContext context, int status, string title, string detail)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.Body.WriteAsync(
            ToBytes(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("type", "about:blank");
                writer.WriteString("title", title);
                writer.WriteNumber("status", status);
                writer.WriteString("detail", detail);
                writer.WriteEndObject();
            }),
            context.RequestAborted);
    }

    /// <summary>The bytes of a JSON value.</summary>
    public static byte[] ToBytes(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
