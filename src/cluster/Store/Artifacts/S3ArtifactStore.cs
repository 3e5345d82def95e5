using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using Amazon.S3.Model;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;

namespace ZeroSharp.Cluster.Store.Artifacts;

/// <summary>
/// Artifacts in a bucket of S3, or of a server that speaks its protocol. An artifact is scope/ab/abcd..., by its
/// hash, and a value is scope/marks/name, both after the prefix. An object is there as a whole or not at all.
/// </summary>
public sealed class S3ArtifactStore : IArtifactStore, IDisposable
{
    /// <summary>Bytes that one request writes; more go in parts of this length.</summary>
    public const int PartLength = 8 << 20;

    /// <summary>Most pages of objects that are deleted with a scope.</summary>
    public const int MaxPages = 10_000;

    /// <summary>How often an object is read whose transfer breaks off.</summary>
    public const int MaxReads = 3;

    /// <summary>How long a connection may take to come about.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly S3Options options;
    private readonly AmazonS3Client client;

    /// <exception cref="ArtifactException">The credentials or the certificates cannot be read.</exception>
    public S3ArtifactStore(S3Options options)
    {
        this.options = options;
        AmazonS3Config config = new()
        {
            ForcePathStyle = options.ForcePathStyle ?? options.Endpoint is not null,
            MaxErrorRetry = options.MaxRetries,
            RetryMode = RequestRetryMode.Standard,
            Timeout = options.RequestTimeout,
            ConnectTimeout = ConnectTimeout,

            // Only what every server of the protocol knows; content is checked by its own hash.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        try
        {
            if (options.Region is not null)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
            }

            if (options.Endpoint is not null)
            {
                config.ServiceURL = options.Endpoint.AbsoluteUri;
                config.AuthenticationRegion = options.Region ?? "us-east-1";
            }

            if (options.RootCertificate is not null)
            {
                X509Certificate2Collection authorities = [];
                authorities.ImportFromPemFile(options.RootCertificate);
                config.HttpClientFactory = new TrustedHttpClientFactory(authorities);
            }

            client = options.CredentialsFile is null
                ? new AmazonS3Client(config)
                : new AmazonS3Client(ReadCredentials(), config);
        }
        catch (Exception failure) when (
            failure is AmazonClientException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unavailable(failure);
        }
    }

    private string Place => $"bucket '{options.Bucket}'"
        + (options.Endpoint is null ? string.Empty : $" at {options.Endpoint.Authority}");

    public async Task<ArtifactRef> PutAsync(
        string scope, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        ArtifactRef reference = ArtifactNames.ReferenceTo(scope, content.Span);
        await WriteAsync(KeyOf(reference), content, cancellation);
        return reference;
    }

    public async Task<byte[]> GetAsync(ArtifactRef reference, CancellationToken cancellation)
    {
        ArtifactNames.CheckReference(reference);
        return await ReadAsync(
            KeyOf(reference), length => ArtifactNames.CheckLength(reference, length), cancellation) is { } content
            ? ArtifactNames.Checked(reference, content)
            : throw ArtifactNames.Missing(reference);
    }

    public Task PutMarkAsync(
        string scope, string name, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        ArtifactNames.CheckMark(scope, name, value);
        return WriteAsync(KeyOf(scope, name), value, cancellation);
    }

    public Task<byte[]?> GetMarkAsync(string scope, string name, CancellationToken cancellation)
    {
        ArtifactNames.CheckMark(scope, name);
        return ReadAsync(
            KeyOf(scope, name), length => ArtifactNames.CheckMarkLength(scope, name, length), cancellation);
    }

    public Task DeleteMarkAsync(string scope, string name, CancellationToken cancellation)
    {
        ArtifactNames.CheckMark(scope, name);
        return DeleteAsync(KeyOf(scope, name), cancellation);
    }

    public Task DeleteScopeAsync(string scope, CancellationToken cancellation)
    {
        ArtifactNames.CheckScope(scope);
        return RunAsync(
            async () =>
            {
                for (int page = 0; page < MaxPages; page++)
                {
                    // What was listed is gone, so the first page is the next.
                    ListObjectsV2Response objects = await client.ListObjectsV2Async(
                        new ListObjectsV2Request
                        {
                            BucketName = options.Bucket,
                            Prefix = $"{options.Prefix}{scope}/",
                        },
                        cancellation);
                    if (objects.S3Objects is not { Count: > 0 } found)
                    {
                        return true;
                    }

                    await client.DeleteObjectsAsync(
                        new DeleteObjectsRequest
                        {
                            BucketName = options.Bucket,
                            Objects = [.. found.Select(item => new KeyVersion { Key = item.Key })],
                            Quiet = true,
                        },
                        cancellation);
                }

                throw new ArtifactException(
                    ArtifactFault.Unavailable, $"{Place}: scope {scope} has too many objects: delete it again");
            },
            cancellation);
    }

    public async Task CheckAsync(CancellationToken cancellation)
    {
        byte[] probe = Guid.NewGuid().ToByteArray();
        string key = $"{options.Prefix}.check/{Guid.NewGuid():N}";
        await WriteAsync(key, probe, cancellation);
        byte[]? read = await ReadAsync(key, _ => { }, cancellation);
        await DeleteAsync(key, cancellation);
        if (read is null || !probe.AsSpan().SequenceEqual(read))
        {
            throw new ArtifactException(
                ArtifactFault.Unavailable, $"{Place} does not give back what was written");
        }
    }

    public void Dispose() => client.Dispose();

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);

    private AWSCredentials ReadCredentials() =>
        new CredentialProfileStoreChain(options.CredentialsFile)
            .TryGetAWSCredentials(options.Profile, out AWSCredentials credentials)
            ? credentials
            : throw new AmazonClientException(
                $"file '{options.CredentialsFile}' has no credentials of profile '{options.Profile}'");

    private Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        content.Length > PartLength
            ? WritePartsAsync(key, content, cancellation)
            : RunAsync(
                () => client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = options.Bucket,
                        Key = key,
                        InputStream = StreamOf(content),
                        UseChunkEncoding = false,
                    },
                    cancellation),
                cancellation);

    private async Task WritePartsAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        InitiateMultipartUploadResponse upload = await RunAsync(
            () => client.InitiateMultipartUploadAsync(options.Bucket, key, cancellation), cancellation);
        try
        {
            List<PartETag> parts = [];
            for (int start = 0; start < content.Length; start += PartLength)
            {
                ReadOnlyMemory<byte> part = content.Slice(start, Math.Min(PartLength, content.Length - start));
                UploadPartResponse written = await RunAsync(
                    () => client.UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = options.Bucket,
                            Key = key,
                            UploadId = upload.UploadId,
                            PartNumber = parts.Count + 1,
                            PartSize = part.Length,
                            InputStream = StreamOf(part),
                            UseChunkEncoding = false,
                        },
                        cancellation),
                    cancellation);
                parts.Add(new PartETag(parts.Count + 1, written.ETag));
            }

            await RunAsync(
                () => client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest
                    {
                        BucketName = options.Bucket,
                        Key = key,
                        UploadId = upload.UploadId,
                        PartETags = parts,
                    },
                    cancellation),
                cancellation);
        }
        catch (Exception failure) when (failure is ArtifactException or OperationCanceledException)
        {
            await AbortAsync(key, upload.UploadId);
            throw;
        }
    }

    // Parts that nobody completes cost space. If this fails too, a rule of the bucket has to remove them.
    private async Task AbortAsync(string key, string uploadId)
    {
        using CancellationTokenSource limit = new(ConnectTimeout);
        try
        {
            await client.AbortMultipartUploadAsync(options.Bucket, key, uploadId, limit.Token);
        }
        catch (Exception failure) when (IsOfService(failure) || failure is OperationCanceledException)
        {
        }
    }

    /// <summary>All of an object; null if there is none.</summary>
    /// <param name="checkLength">Throws for a length that is not to be read.</param>
    private async Task<byte[]?> ReadAsync(string key, Action<long> checkLength, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnceAsync(key, checkLength, cancellation);
            }
            catch (Exception failure) when (IsMissing(failure))
            {
                return null;
            }
            catch (Exception failure) when (attempt < MaxReads && failure is IOException or HttpRequestException)
            {
            }
            catch (Exception failure) when (IsOfService(failure) || IsTimeout(failure, cancellation))
            {
                throw Unavailable(failure);
            }
        }
    }

    private async Task<byte[]> ReadOnceAsync(
        string key, Action<long> checkLength, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.RequestTimeout * (options.MaxRetries + 1));
        GetObjectResponse answer = await client.GetObjectAsync(options.Bucket, key, limit.Token);
        try
        {
            using (answer)
            {
                checkLength(answer.ContentLength);
                byte[] content = new byte[answer.ContentLength];
                for (int length = 0; length < content.Length;)
                {
                    limit.CancelAfter(options.RequestTimeout);
                    int read = await answer.ResponseStream.ReadAsync(content.AsMemory(length), limit.Token);
                    length += read > 0 ? read : throw new EndOfStreamException("the transfer broke off");
                }

                return content;
            }
        }
        catch (AmazonClientException failure)
        {
            // The client compares what came with the server's hash of it, where there is one.
            throw new IOException("the transfer changed the bytes", failure);
        }
    }

    private Task DeleteAsync(string key, CancellationToken cancellation) =>
        RunAsync(() => client.DeleteObjectAsync(options.Bucket, key, cancellation), cancellation);

    private async Task<T> RunAsync<T>(Func<Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await request();
        }
        catch (Exception failure) when (IsOfService(failure) || IsTimeout(failure, cancellation))
        {
            throw Unavailable(failure);
        }
    }

    private static bool IsOfService(Exception failure) => failure is AmazonServiceException
        or AmazonClientException or HttpRequestException or IOException or WebException or TimeoutException;

    private static bool IsTimeout(Exception failure, CancellationToken cancellation) =>
        failure is OperationCanceledException && !cancellation.IsCancellationRequested;

    private static bool IsMissing(Exception failure) =>
        failure is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    private ArtifactException Unavailable(Exception failure)
    {
        string what = failure switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => "does not exist: create it",
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } refusal =>
                $"refuses access ({refusal.ErrorCode}): check the credentials and their rights",
            OperationCanceledException => "does not answer in time",
            _ => $"cannot be used: {Innermost(failure).Message.Split('\n')[0]}",
        };
        return new ArtifactException(ArtifactFault.Unavailable, $"{Place} {what}", failure);
    }

    // Of a broken connection the cause says more than what is around it.
    private static Exception Innermost(Exception failure) =>
        failure is AmazonS3Exception { StatusCode: not 0 } ? failure : failure.GetBaseException();

    private string KeyOf(ArtifactRef reference) =>
        $"{options.Prefix}{reference.Scope}/{reference.Sha256[..2]}/{reference.Sha256}";

    private string KeyOf(string scope, string mark) => $"{options.Prefix}{scope}/marks/{mark}";
}
