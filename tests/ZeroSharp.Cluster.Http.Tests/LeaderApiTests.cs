using System.Net;
using System.Text.Json;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.Http.Tests;

/// <summary>The leader's HTTP interface as a client sees it.</summary>
public sealed class LeaderApiTests(SharedProgram shared) : IClassFixture<SharedProgram>
{
    [Theory]
    [InlineData("GET", "/v1/jobs")]
    [InlineData("POST", "/v1/jobs")]
    [InlineData("GET", "/v1/jobs/x")]
    [InlineData("DELETE", "/v1/jobs/x")]
    [InlineData("GET", "/v1/jobs/x/proof")]
    [InlineData("GET", "/v1/jobs/x/events")]
    [InlineData("POST", "/v1/jobs/x/retry")]
    [InlineData("GET", "/v1/workers")]
    [InlineData("GET", "/v1/queues")]
    [InlineData("POST", "/prove")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/no-such-thing")]
    public async Task Request_WithoutOrWithAnotherKey_Is401(string method, string path)
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        foreach (string? key in (string?[])[null, string.Empty, ServedLeader.Key + "x", ServedLeader.Key[..^1]])
        {
            using HttpClient client = new() { BaseAddress = leader.Address };
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("X-API-Key", key);
            }

            using HttpResponseMessage reply = await client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
            Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
            Assert.Equal(401, (await ReadProblemAsync(reply)).GetProperty("status").GetInt32());
        }
    }

    [Fact]
    public async Task Request_WithKeyInEitherHeader_IsServed()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        using HttpClient client = new() { BaseAddress = leader.Address };
        client.DefaultRequestHeaders.Add("X-API-Key", ServedLeader.Key);

        Assert.Equal("[]", await client.GetStringAsync("/v1/jobs"));
        Assert.Equal("[]", await leader.Client.GetStringAsync("/v1/jobs"));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Probe_WithoutKey_IsServed(string path)
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        using HttpClient client = new() { BaseAddress = leader.Address };

        using HttpResponseMessage reply = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task Readyz_ArtifactStoreGone_Is503AndNamesIt()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        Directory.Delete(leader.ArtifactFolder, recursive: true);
        await File.WriteAllTextAsync(leader.ArtifactFolder, "no folder");

        using HttpResponseMessage reply = await leader.Client.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        using JsonDocument document = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
        Assert.Equal("not available", document.RootElement.GetProperty("artifacts").GetString());
        Assert.Equal("ready", document.RootElement.GetProperty("database").GetString());
    }

    [Theory]
    [InlineData("/prove")]
    [InlineData("/v1/jobs")]
    public async Task Body_OverTheLimit_Is413(string path)
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);

        using HttpResponseMessage reply = await leader.Client.PostAsync(
            path, new ByteArrayContent(new byte[(int)ServedLeader.Options.MaxBodyLength + 1]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        await ReadProblemAsync(reply);
    }

    [Fact]
    public async Task Body_OfUnknownLengthOverTheLimit_Is413()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/jobs")
        {
            Content = new StreamContent(new MemoryStream(new byte[(int)ServedLeader.Options.MaxBodyLength + 1])),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = true;

        try
        {
            using HttpResponseMessage reply = await leader.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        }
        catch (HttpRequestException)
        {
            // Closed while the rest was on its way: refused all the same.
        }

        Assert.Empty(await ListAsync(leader));
    }

    [Theory]
    [InlineData("/v1/jobs", "not JSON", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/v1/jobs", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/v1/jobs?chain=nowhere", "{}", HttpStatusCode.BadRequest)]
    [InlineData("/prove", "not JSON", HttpStatusCode.BadRequest)]
    [InlineData("/prove", "{}", HttpStatusCode.BadRequest)]
    [InlineData("/prove", "{\"prover_input\":{},\"previous\":{}}", HttpStatusCode.BadRequest)]
    [InlineData("/prove", "{\"prover_input\":{},\"previous\":null}", HttpStatusCode.UnprocessableEntity)]
    public async Task Post_NoBlock_IsRefusedWithOneLine(string path, string body, HttpStatusCode expected)
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);

        using HttpResponseMessage reply = await leader.Client.PostAsync(path, new StringContent(body));

        Assert.Equal(expected, reply.StatusCode);
        string detail = (await ReadProblemAsync(reply)).GetProperty("detail").GetString()!;
        Assert.DoesNotContain('\n', detail);
        Assert.NotEmpty(detail);
        Assert.Empty(await ListAsync(leader));
    }

    [Theory]
    [InlineData("?state=nowhere")]
    [InlineData("?block=x")]
    [InlineData("?limit=-1")]
    public async Task List_BadParameter_Is400(string query)
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);

        using HttpResponseMessage reply = await leader.Client.GetAsync("/v1/jobs" + query);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        await ReadProblemAsync(reply);
    }

    [Theory]
    [InlineData("GET", "/v1/jobs/x")]
    [InlineData("DELETE", "/v1/jobs/x")]
    [InlineData("GET", "/v1/jobs/x/proof")]
    [InlineData("GET", "/v1/jobs/x/events")]
    [InlineData("POST", "/v1/jobs/x/retry")]
    [InlineData("GET", "/v2")]
    public async Task Request_OfNoJob_Is404(string method, string path)
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);

        using HttpResponseMessage reply =
            await leader.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        await ReadProblemAsync(reply);
    }

    [Fact]
    public async Task Submit_TwiceThenCancelThenRetry_IsOneJob()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        using HttpResponseMessage first = await leader.Client.PostAsync("/v1/jobs", ServedLeader.Sample("small.json"));
        using HttpResponseMessage again = await leader.Client.PostAsync("/v1/jobs", ServedLeader.Sample("small.json"));
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        string job = first.Headers.Location!.ToString();

        using HttpResponseMessage early = await leader.Client.GetAsync(job + "/proof");
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        using HttpResponseMessage cancelled = await leader.Client.DeleteAsync(job);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        using HttpResponseMessage twice = await leader.Client.DeleteAsync(job);
        Assert.Equal(HttpStatusCode.OK, twice.StatusCode);
        JsonElement shown = await ShowAsync(leader, job);
        Assert.Equal("cancelled", shown.GetProperty("state").GetString());
        using HttpResponseMessage retried = await leader.Client.PostAsync(job + "/retry", null);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        using HttpResponseMessage retriedAgain = await leader.Client.PostAsync(job + "/retry", null);
        Assert.Contains(retriedAgain.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });

        Assert.Single(await ListAsync(leader));
    }

    [Fact]
    public async Task Cancel_QueuedTasks_Vanish()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        using HttpResponseMessage submitted =
            await leader.Client.PostAsync("/v1/jobs", ServedLeader.Sample("small.json"));
        string job = submitted.Headers.Location!.ToString();
        await WaitAsync(async () => await ReadyAsync(leader) > 0);

        using HttpResponseMessage cancelled = await leader.Client.DeleteAsync(job);

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        await WaitAsync(async () => await ReadyAsync(leader) == 0);
    }

    [Fact]
    public async Task Prove_Block_GivesItsProofAndEvents()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program, hasWorker: true);
        string input = await ServedLeader.Sample("small.json").ReadAsStringAsync();
        Task<HttpResponseMessage> proving = leader.Client.PostAsync(
            "/prove", new StringContent($"{{\"prover_input\":{input},\"previous\":null}}"));
        await WaitAsync(async () => (await ListAsync(leader)).Count > 0);
        string id = (await ListAsync(leader))[0].GetProperty("id").GetString()!;

        string events = await leader.Client.GetStringAsync($"/v1/jobs/{id}/events");
        using HttpResponseMessage reply = await proving;

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        byte[] document = await reply.Content.ReadAsByteArrayAsync();
        BlockProof proof = Assert.Single(BlockProofDocument.Read(document));
        Assert.Null(proof.Verify(shared.Program.Key));
        Assert.Equal(document, await leader.Client.GetByteArrayAsync($"/v1/jobs/{id}/proof"));
        string last = events.TrimEnd('\n').Split("\n\n")[^1];
        Assert.Contains("event: job\n", last, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"proved\"", last, StringComparison.Ordinal);
        JsonElement shown = await ShowAsync(leader, $"/v1/jobs/{id}");
        Assert.True(shown.GetProperty("cost_usd").GetDouble() > 0);
        Assert.All(
            shown.GetProperty("tasks").EnumerateArray(),
            task => Assert.Equal("done", task.GetProperty("state").GetString()));

        // The next request for the same block has its proof at once, and one that must follow another has not.
        using HttpResponseMessage known = await leader.Client.PostAsync("/v1/jobs", new StringContent(input));
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        string previous = System.Text.Encoding.UTF8.GetString(document)[1..^1];
        using HttpResponseMessage broken = await leader.Client.PostAsync(
            "/prove", new StringContent($"{{\"prover_input\":{input},\"previous\":{previous}}}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.StatusCode);
        Assert.Contains(
            "does not follow",
            (await ReadProblemAsync(broken)).GetProperty("detail").GetString()!,
            StringComparison.Ordinal);
    }

    private static async Task<long> ReadyAsync(ServedLeader leader) =>
        (await leader.Broker.GetStatusAsync(CancellationToken.None))
            .Where(queue => queue.Name == "prove").Sum((QueueStatus queue) => queue.Ready);

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromMinutes(2);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, "it did not come about in two minutes");
            await Task.Delay(20);
        }
    }

    private static async Task<List<JsonElement>> ListAsync(ServedLeader leader)
    {
        using JsonDocument document = JsonDocument.Parse(await leader.Client.GetStringAsync("/v1/jobs"));
        return [.. document.RootElement.EnumerateArray().Select(job => job.Clone())];
    }

    private static async Task<JsonElement> ShowAsync(ServedLeader leader, string path)
    {
        using JsonDocument document = JsonDocument.Parse(await leader.Client.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    private static async Task<JsonElement> ReadProblemAsync(HttpResponseMessage reply)
    {
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
        using JsonDocument document = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
