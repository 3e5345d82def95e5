using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>
/// The bytes that KEDA sends and expects, written by hand from its field numbers, so that nothing here can agree with
/// our own file alone.
/// </summary>
public sealed class WireTests(Databases databases) : IClassFixture<Databases>
{
    // Field 1, "zerosharp-workers"; field 2, 1 as a varint; field 3, 1.0 as a double.
    private static readonly byte[] OneWorker =
    [
        0x0a, 17, .. Encoding.ASCII.GetBytes("zerosharp-workers"), 0x10, 1, 0x19, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f,
    ];

    // Name, namespace, and one entry of the map in field 3.
    private static readonly byte[] Asking =
    [
        0x0a, 1, (byte)'w', 0x12, 1, (byte)'z',
        0x1a, 20, 0x0a, 14, .. Encoding.ASCII.GetBytes("latencySeconds"), 0x12, 2, (byte)'6', (byte)'0',
    ];

    [Theory]
    [InlineData("IsActive")]
    [InlineData("GetMetricSpec")]
    [InlineData("GetMetrics")]
    public async Task Call_InBytes_IsAnsweredInBytes(string method)
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await jobs.SubmitAsync(NewJob(1), None);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        (byte[] request, byte[] expected) = method switch
        {
            "IsActive" => (Asking, (byte[])[0x08, 1]),
            "GetMetricSpec" => (Asking, [0x0a, (byte)OneWorker.Length, .. OneWorker]),
            _ => (
                [
                    0x0a, (byte)Asking.Length, .. Asking,
                    0x12, 17, .. Encoding.ASCII.GetBytes("zerosharp-workers"),
                ],
                [0x0a, (byte)OneWorker.Length, .. OneWorker]),
        };

        Assert.Equal(
            Framed(expected),
            await PostAsync(new Uri(scaler.Address, $"externalscaler.ExternalScaler/{method}"), request));
    }

    // A byte that says "not compressed", and the length.
    private static byte[] Framed(byte[] message) => [0, 0, 0, 0, (byte)message.Length, .. message];

    private static async Task<byte[]> PostAsync(Uri address, byte[] message)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Framed(message))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") },
            },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using HttpResponseMessage response = await http.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        return body;
    }
}
