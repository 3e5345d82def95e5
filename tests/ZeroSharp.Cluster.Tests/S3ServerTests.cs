using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit.Abstractions;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>The S3 server that tests start, through the official client with its default settings.</summary>
public sealed class S3ServerTests(ITestOutputHelper output)
{
    private const string Bucket = "proofs";
    private const int ContenderCount = 8;

    [ServerFact(ServerKind.S3)]
    public async Task Objects_PutGetHeadListDelete_Work()
    {
        await using S3Server server = new();
        await server.StartAsync();
        output.WriteLine($"start {server.StartDuration.TotalSeconds:F2} s");
        using AmazonS3Client client = Client(server);
        await client.PutBucketAsync(Bucket);
        byte[] body = new byte[1_000_000];
        new Random(1).NextBytes(body);

        await PutAsync(client, "block/1", body);
        await PutAsync(client, "block/2", [1]);
        await PutAsync(client, "other", [2]);

        Assert.Equal(body, await GetAsync(client, "block/1"));
        Assert.Equal(body.Length, (await client.GetObjectMetadataAsync(Bucket, "block/1")).ContentLength);
        ListObjectsV2Response list = await client.ListObjectsV2Async(new() { BucketName = Bucket, Prefix = "block/" });
        Assert.Equal(["block/1", "block/2"], list.S3Objects.Select(found => found.Key));
        await client.DeleteObjectAsync(Bucket, "block/1");
        AmazonS3Exception missing = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => GetAsync(client, "block/1"));
        Assert.Equal("NoSuchKey", missing.ErrorCode);
    }

    [ServerFact(ServerKind.S3)]
    public async Task Kill_StoredObjects_AreKept()
    {
        await using S3Server server = new();
        await server.StartAsync();
        using AmazonS3Client client = Client(server);
        await client.PutBucketAsync(Bucket);
        await PutAsync(client, "killed", [1, 2, 3]);

        await server.KillAsync();
        await server.StartAsync();
        Assert.Equal([1, 2, 3], await GetAsync(client, "killed"));

        await PutAsync(client, "stopped", [4]);
        await server.RestartAsync();
        Assert.Equal([4], await GetAsync(client, "stopped"));
        Assert.Equal([1, 2, 3], await GetAsync(client, "killed"));
    }

    [ServerFact(ServerKind.S3)]
    public async Task Put_IfNoneMatch_OnlyOneContenderWins()
    {
        await using S3Server server = new();
        await server.StartAsync();
        using AmazonS3Client client = Client(server);
        await client.PutBucketAsync(Bucket);

        HttpStatusCode[] answers = await Task.WhenAll(
            Enumerable.Range(0, ContenderCount).Select(i => PutNewAsync(client, "lock", (byte)i)));

        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(ContenderCount - 1, answers.Count(answer => answer == HttpStatusCode.PreconditionFailed));
        Assert.Equal(Array.IndexOf(answers, HttpStatusCode.OK), (await GetAsync(client, "lock"))[0]);
    }

    [ServerFact(ServerKind.S3)]
    public async Task Request_UnknownAccessKey_IsRefused()
    {
        await using S3Server server = new();
        await server.StartAsync();
        using AmazonS3Client client = new(new BasicAWSCredentials("other", "other"), Config(server));

        AmazonS3Exception refusal = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.ListBucketsAsync());

        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
    }

    private static AmazonS3Client Client(S3Server server) =>
        new(new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey), Config(server));

    private static AmazonS3Config Config(S3Server server) => new()
    {
        ServiceURL = server.Endpoint.ToString(),
        AuthenticationRegion = S3Server.Region,
        ForcePathStyle = true,
    };

    private static Task PutAsync(AmazonS3Client client, string key, byte[] body) =>
        client.PutObjectAsync(new() { BucketName = Bucket, Key = key, InputStream = new MemoryStream(body) });

    private static async Task<HttpStatusCode> PutNewAsync(AmazonS3Client client, string key, byte body)
    {
        try
        {
            PutObjectRequest request = new()
            {
                BucketName = Bucket,
                Key = key,
                InputStream = new MemoryStream([body]),
                IfNoneMatch = "*",
            };
            return (await client.PutObjectAsync(request)).HttpStatusCode;
        }
        catch (AmazonS3Exception e)
        {
            return e.StatusCode;
        }
    }

    private static async Task<byte[]> GetAsync(AmazonS3Client client, string key)
    {
        using GetObjectResponse response = await client.GetObjectAsync(Bucket, key);
        using MemoryStream body = new();
        await response.ResponseStream.CopyToAsync(body);
        return body.ToArray();
    }
}
