using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Store.Artifacts;
using ZeroSharp.Testing.Servers;
using static ZeroSharp.Cluster.Store.Tests.ArtifactLawTests;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What is S3's own: damaged objects, pages, credentials, and a server that dies or goes silent.</summary>
[Collection(ServersDefinition.Name)]
public sealed class S3Tests(ServersFixture servers)
{
    [ServerFact(ServerKind.S3)]
    public async Task Get_AnObjectOfOtherBytes_IsCorruptUntilItIsPutAgain()
    {
        S3Options options = await servers.NewBucketAsync();
        using S3ArtifactStore store = new(options);
        using AmazonS3Client client = Client(options);
        byte[] content = new byte[1000];
        ArtifactRef reference = await store.PutAsync("job", content, None);
        byte[] changed = [.. content];
        changed[500] ^= 1;

        foreach (byte[] damaged in new byte[][] { changed, content[1..], [.. content, 0], [] })
        {
            await client.PutObjectAsync(new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = $"job/{reference.Sha256[..2]}/{reference.Sha256}",
                InputStream = new MemoryStream(damaged),
            });
            await FailsAsync(ArtifactFault.Corrupt, () => store.GetAsync(reference, None));
            await store.PutAsync("job", content, None);
            Assert.Equal(content, await store.GetAsync(reference, None));
        }
    }

    [ServerFact(ServerKind.S3)]
    public async Task DeleteScope_OfMoreThanAPage_DeletesAll()
    {
        S3Options options = await servers.NewBucketAsync();
        using S3ArtifactStore store = new(options);
        using AmazonS3Client client = Client(options);
        await Parallel.ForAsync(0, 1100, async (number, cancellation) => await store.PutMarkAsync(
            "job", number.ToString(CultureInfo.InvariantCulture), new byte[1], cancellation));
        await store.PutMarkAsync("job-2", "mark", new byte[1], None);

        await store.DeleteScopeAsync("job", None);

        ListObjectsV2Response left = await client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = options.Bucket });
        Assert.Equal("job-2/marks/mark", Assert.Single(left.S3Objects).Key);
    }

    [ServerFact(ServerKind.S3)]
    public async Task Store_WithoutBucketOrRights_IsUnavailableAndSaysWhy()
    {
        S3Options options = await servers.NewBucketAsync();
        string wrong = Path.Combine(servers.NewFolder(), "credentials");
        await File.WriteAllTextAsync(
            wrong, "[default]\naws_access_key_id = wrong\naws_secret_access_key = hidden-secret\n");
        using S3ArtifactStore noBucket = new(options with { Bucket = "no-such-bucket" });
        using S3ArtifactStore noRights = new(options with { CredentialsFile = wrong });

        ArtifactException missing = await FailsAsync(
            ArtifactFault.Unavailable, () => noBucket.GetAsync(Reference("job", 1), None));
        ArtifactException refused = await FailsAsync(ArtifactFault.Unavailable, () => noRights.CheckAsync(None));

        Assert.Contains("bucket 'no-such-bucket'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        Assert.Contains("refuses access", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-secret", refused.ToString(), StringComparison.Ordinal);
        ArtifactException noFile = Assert.Throws<ArtifactException>(
            () => new S3ArtifactStore(options with { CredentialsFile = "/no/such/file" }));
        Assert.Contains("has no credentials", noFile.Message, StringComparison.Ordinal);
    }

    [ServerFact(ServerKind.S3)]
    public async Task Network_CutSilentOrCorrupting_NeverGivesOtherBytes()
    {
        S3Options options = await servers.NewBucketAsync();
        await using FaultProxy proxy = new(options.Endpoint!.Port);
        using S3ArtifactStore store = new(options with
        {
            Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{proxy.Port}")),
            RequestTimeout = TimeSpan.FromSeconds(2),
        });
        byte[] content = new byte[300_000];
        new Random(2).NextBytes(content);
        ArtifactRef reference = await store.PutAsync("job", content, None);

        proxy.CutAfter(FlowDirection.ToClient, 100_000);
        Assert.Equal(content, await store.GetAsync(reference, None));
        proxy.CorruptAfter(FlowDirection.ToClient, 100_000);
        Assert.Equal(content, await store.GetAsync(reference, None));
        proxy.CutAfter(FlowDirection.ToServer, 100_000);
        Assert.Equal(reference, await store.PutAsync("job", content, None));
        proxy.Pause();
        await FailsAsync(ArtifactFault.Unavailable, () => store.GetAsync(reference, None));
        proxy.CutAll();
        proxy.Heal();
        proxy.DropAfter(FlowDirection.ToClient, 100_000);
        await FailsAsync(ArtifactFault.Unavailable, () => store.GetAsync(reference, None));
        proxy.CutAll();
        proxy.Heal();
        Assert.Equal(content, await store.GetAsync(reference, None));
        proxy.Refuse();
        proxy.CutAll();
        await FailsAsync(ArtifactFault.Unavailable, () => store.CheckAsync(None));
    }

    private static AmazonS3Client Client(S3Options options) => new(
        S3Server.AccessKey,
        S3Server.SecretKey,
        new AmazonS3Config { ServiceURL = options.Endpoint!.AbsoluteUri, ForcePathStyle = true });
}
