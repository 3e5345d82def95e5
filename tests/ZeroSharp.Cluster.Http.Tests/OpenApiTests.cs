using System.Text.Json;

namespace ZeroSharp.Cluster.Http.Tests;

/// <summary>The document and the interface say the same.</summary>
public sealed class OpenApiTests(SharedProgram shared) : IClassFixture<SharedProgram>
{
    [Fact]
    public async Task Document_EveryOperation_IsServed()
    {
        await using ServedLeader leader = ServedLeader.Start(shared.Program);
        using JsonDocument document = JsonDocument.Parse(await leader.Client.GetStringAsync("/openapi/v1.json"));
        foreach (JsonProperty path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                using HttpRequestMessage request = new(
                    new HttpMethod(operation.Name.ToUpperInvariant()),
                    path.Name.Replace("{id}", "x", StringComparison.Ordinal));

                using HttpResponseMessage reply =
                    await leader.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

                string status = ((int)reply.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(
                    operation.Value.GetProperty("responses").TryGetProperty(status, out _),
                    $"{operation.Name} {path.Name} replies {status}, of which the document says nothing");
                Assert.DoesNotContain(
                    "no such resource", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Document_EveryReference_Resolves()
    {
        using JsonDocument document = JsonDocument.Parse(LeaderApi.ReadOpenApi());
        List<string> references = [];
        Collect(document.RootElement, references);

        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            JsonElement place = document.RootElement;
            foreach (string name in reference[2..].Split('/'))
            {
                place = place.GetProperty(name);
            }
        });
    }

    private static void Collect(JsonElement element, List<string> references)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (property.Name == "$ref")
                {
                    references.Add(property.Value.GetString()!);
                }

                Collect(property.Value, references);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item, references);
            }
        }
    }
}
