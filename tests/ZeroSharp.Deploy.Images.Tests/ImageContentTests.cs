using System.Text;
using System.Text.Json;
using ZeroSharp.Architecture.Tests;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>What is in the images, and what is not.</summary>
[Collection(ImageCollection.Name)]
public sealed class ImageContentTests(BuiltImages images)
{
    private const long MaxProgramBytes = 20 << 20;

    public static TheoryData<string> AllImages => [.. BuiltImages.Names];

    public static TheoryData<string> RoleImages => [.. BuiltImages.Roles];

    [Fact]
    public void Dockerfile_HasTheTargetsThatAreBuilt()
    {
        string[] targets = [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, "deploy", "docker", "Dockerfile"))
            .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal))
            .Select(line => line.Split(" AS ")[1])];
        Assert.Equal([.. BuiltImages.Names], targets.Except(["projects", "build", "role"]));
        Assert.Equal(["leader", "worker", "scaler", "jumpbox"], BuiltImages.Names);
    }

    [ImageTheory]
    [MemberData(nameof(AllImages))]
    public void Settings_OfAnImage_SayWhatItIs(string name)
    {
        JsonElement settings = images.Settings(name);
        Dictionary<string, string> labels =
            settings.GetProperty("Labels").Deserialize<Dictionary<string, string>>()!;
        Assert.Equal("1654:1654", settings.GetProperty("User").GetString());
        Assert.Equal("SIGTERM", settings.GetProperty("StopSignal").GetString());
        Assert.Equal(BuiltImages.Version, labels["org.opencontainers.image.version"]);
        Assert.Equal(images.Revision, labels["org.opencontainers.image.revision"]);
        Assert.Equal("https://github.com/zerosharp/zerosharp", labels["org.opencontainers.image.source"]);
        Assert.Equal("MIT OR Apache-2.0", labels["org.opencontainers.image.licenses"]);
        Assert.Contains(name, labels["org.opencontainers.image.title"], StringComparison.Ordinal);
        Assert.Contains("ZERO_DATA=/data", ImageRun.Strings(settings, "Env"));
    }

    [ImageTheory]
    [MemberData(nameof(RoleImages))]
    public void Settings_OfARole_StartIt_AndAskItsHealth(string name)
    {
        JsonElement settings = images.Settings(name);
        Assert.Equal(["dotnet", "/app/zero.dll", name], ImageRun.Strings(settings, "Entrypoint"));
        Assert.Equal(
            ["CMD", "dotnet", "/app/zero.dll", "health"],
            ImageRun.Strings(settings.GetProperty("Healthcheck"), "Test"));
        Assert.True(settings.GetProperty("ExposedPorts").TryGetProperty("9464/tcp", out _));
        Assert.Contains("ZERO_METRICS_ADDRESS=0.0.0.0:9464", ImageRun.Strings(settings, "Env"));
    }

    [ImageTheory]
    [MemberData(nameof(AllImages))]
    public void Files_OfTheProgram_BelongToRoot_AndAreSmall(string name)
    {
        string app = Path.Combine(images.Mount(name), "app");
        string[] files = Directory.GetFiles(app, "*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, MaxProgramBytes);
        Assert.All(files, file => Assert.Equal(
            UnixFileMode.None,
            File.GetUnixFileMode(file) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)));
        Assert.DoesNotContain(files, file => Path.GetExtension(file) is ".cs" or ".csproj" or ".xml");
        string[] natives = [.. files.Where(file => Path.GetExtension(file) == ".so").Select(Path.GetFileName)!];
        Assert.Equal(["libe_sqlite3.so"], natives);
    }

    [ImageTheory]
    [MemberData(nameof(AllImages))]
    public void Files_OfAnImage_HaveNoSource_NoPathOfTheBuild_AndNoSettingsOfIt(string name)
    {
        string root = images.Mount(name);
        foreach (string folder in new[] { "source", "projects", "out", "root/.nuget", "root/.dotnet" })
        {
            Assert.False(Path.Exists(Path.Combine(root, folder)), folder);
        }

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, "data")));
        byte[] path = Encoding.ASCII.GetBytes("/source/src/");
        Assert.All(
            Directory.GetFiles(Path.Combine(root, "app"), "ZeroSharp.*").Append(Path.Combine(root, "app", "zero.pdb")),
            file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(path) < 0, file));
    }

    /// <summary>The base here has no shell, as the real one, so that one found came with a layer of ours.</summary>
    [ImageTheory]
    [MemberData(nameof(RoleImages))]
    public void Files_OfARole_HaveNoProgramButDotnet(string name)
    {
        string root = images.Mount(name);
        string[] programs = [.. new[] { "usr/bin", "usr/sbin", "usr/local/bin" }
            .Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(Directory.GetFileSystemEntries).Select(Path.GetFileName)!];
        Assert.Equal(["dotnet"], programs);
    }

    [ImageFact]
    public void Sbom_ListsEveryPackageOfTheProgram()
    {
        string root = images.Mount("worker");
        using JsonDocument sbom = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(root, "usr/share/doc/zerosharp/sbom.cdx.json")));
        using JsonDocument dependencies = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(root, "app", "zero.deps.json")));
        string[] listed = [.. sbom.RootElement.GetProperty("components").EnumerateArray().Select(component =>
            $"{component.GetProperty("name").GetString()}/{component.GetProperty("version").GetString()}")];
        string[] shipped = [.. dependencies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => library.Name)];

        Assert.Equal("CycloneDX", sbom.RootElement.GetProperty("bomFormat").GetString());
        Assert.Contains(listed, component => component.StartsWith("RabbitMQ.Client/", StringComparison.Ordinal));
        Assert.Contains(listed, component => component.StartsWith("Npgsql/", StringComparison.Ordinal));
        Assert.Empty(shipped.Except(listed));
        Assert.All(
            sbom.RootElement.GetProperty("components").EnumerateArray(),
            component => Assert.NotEqual(0, component.GetProperty("licenses").GetArrayLength()));
        Assert.False(sbom.RootElement.TryGetProperty("serialNumber", out _));
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(images.Epoch)),
            sbom.RootElement.GetProperty("metadata").GetProperty("timestamp").GetDateTimeOffset());
        Assert.True(File.Exists(Path.Combine(root, "usr/share/doc/zerosharp/LICENSE-MIT")));
    }
}
