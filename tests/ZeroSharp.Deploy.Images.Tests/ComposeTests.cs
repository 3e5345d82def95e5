using System.CommandLine;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using ZeroSharp.Architecture.Tests;
using ZeroSharp.Cli.Commands;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>The cluster of deploy/docker/compose.yaml, as far as it can be read without a container engine.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "deploy", "docker");

    private static readonly Dictionary<object, object> Compose = Read(Path.Combine(Folder, "compose.yaml"));

    public static TheoryData<string> Services => [.. Map(Compose["services"]).Keys.Select(name => (string)name)];

    public static TheoryData<string> Roles => ["leader", "worker"];

    [ComposeLinterFact]
    public void File_FollowsTheSchemaOfTheSpecification()
    {
        string broken = Path.Combine(Directory.CreateTempSubdirectory("zerosharp-compose-").FullName, "compose.yaml");
        try
        {
            File.WriteAllText(broken, "services:\n  leader:\n    image: leader\n    reed_only: true\n");
            ProgramResult refused = Lint(broken);
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains("\"/services/leader\"", refused.Output, StringComparison.Ordinal);
            Assert.Contains("invalid-schema", refused.Output, StringComparison.Ordinal);

            ProgramResult result = Lint(Path.Combine(Folder, "compose.yaml"));
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(broken)!, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_IsReadOnly_WithoutCapabilities_NotRoot_AndBounded(string name)
    {
        Dictionary<object, object> service = Service(name);
        Assert.Equal("true", service["read_only"]);
        Assert.Equal(["ALL"], List(service["cap_drop"]));
        Assert.Equal(["no-new-privileges:true"], List(service["security_opt"]));
        Assert.Matches("^[1-9][0-9]*:[0-9]+$", (string)service["user"]);
        Dictionary<object, object> limits = Map(Map(Map(service["deploy"])["resources"])["limits"]);
        Assert.Matches("^[0-9]+[MG]$", (string)limits["memory"]);
        Assert.Matches("^[0-9.]+$", (string)limits["cpus"]);
        Assert.DoesNotContain("privileged", service.Keys);
        Assert.Matches(@":[^:]*\d", (string)service["image"]);
        if (name != "jumpbox")
        {
            Assert.NotEmpty(List(Map(service["healthcheck"])["test"]));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_ListensOnThisMachineOnly(string name)
    {
        if (Service(name).TryGetValue("ports", out object? ports))
        {
            Assert.All(List(ports), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Mounts_AreThere(string name)
    {
        Dictionary<object, object> service = Service(name);
        foreach (string volume in service.TryGetValue("volumes", out object? volumes) ? List(volumes) : [])
        {
            string source = volume.Split(':')[0];
            if (!source.StartsWith('.'))
            {
                Assert.Contains(source, Map(Compose["volumes"]).Keys);
                continue;
            }

            Assert.EndsWith(":ro", volume, StringComparison.Ordinal);
            Assert.True(Path.Exists(Path.Combine(Folder, source)), source);
        }

        foreach (object secret in service.TryGetValue("secrets", out object? secrets) ? (List<object>)secrets : [])
        {
            string source = secret as string ?? (string)Map(secret)["source"];
            Assert.Contains(source, Map(Compose["secrets"]).Keys);
        }

        if (service.TryGetValue("depends_on", out object? dependencies))
        {
            Assert.Empty(Map(dependencies).Keys.Except(Map(Compose["services"]).Keys));
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Role_Command_IsOneOfTheCommandLine(string name)
    {
        RootCommand root = new() { LeaderCommand.Create(), WorkerCommand.Create() };
        ParseResult parsed = root.Parse([name, .. List(Service(name)["command"])]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(name == "leader" ? "http" : "worker", parsed.CommandResult.Command.Name);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [InlineData("jumpbox")]
    public void Role_Variables_AreKnownToTheCommandLine(string name)
    {
        string program = Path.Combine(RepositoryRoot.Path, "src", "apps", "Cli");
        string known = string.Concat(
            Directory.EnumerateFiles(program, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        foreach ((object variable, object value) in Map(Service(name)["environment"]))
        {
            Assert.Contains($"\"{variable}\"", known, StringComparison.Ordinal);
            if (((string)value).StartsWith("/run/secrets/", StringComparison.Ordinal))
            {
                Assert.Contains(Path.GetFileName((string)value), List(Service(name)["secrets"]));
            }
        }
    }

    [Fact]
    public void Files_HoldNoPassword()
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            if (!Path.GetRelativePath(Folder, file).StartsWith("secrets", StringComparison.Ordinal))
            {
                Assert.DoesNotMatch(CommonPassword(), File.ReadAllText(file));
            }
        }

        Assert.Contains(
            "deploy/docker/secrets/", File.ReadAllLines(Path.Combine(RepositoryRoot.Path, ".gitignore")));
    }

    [Fact]
    public void Up_Init_MakesEverySecret_Once()
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-up-").FullName;
        try
        {
            string script = Path.Combine(folder, "up.sh");
            File.Copy(Path.Combine(Folder, "up.sh"), script);
            ProgramRun.Run(new Dictionary<string, string>(), folder, script, "--init").Require();
            Dictionary<string, string> first = Secrets(folder);
            ProgramRun.Run(new Dictionary<string, string>(), folder, script, "--init").Require();

            Assert.Equal(first, Secrets(folder));
            Assert.Equal(
                Map(Compose["secrets"]).Values
                    .Select(secret => Path.GetFileName((string)Map(secret)["file"])).Order(StringComparer.Ordinal),
                first.Keys.Order(StringComparer.Ordinal));
            string password = first["rabbitmq-password"];
            Assert.Equal($"default_user = zerosharp\ndefault_pass = {password}", first["rabbitmq-user"].TrimEnd('\n'));
            Assert.Equal(5, first.Values.Distinct().Count());
            Assert.All(first.Values, value => Assert.InRange(value.Length, 32, 100));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(folder, "secrets")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Prometheus_ScrapesServicesOfTheFile()
    {
        Dictionary<object, object> settings = Read(Path.Combine(Folder, "prometheus.yaml"));
        List<string> hosts = [];
        foreach (object job in (List<object>)settings["scrape_configs"])
        {
            Dictionary<object, object> scrape = Map(job);
            hosts.AddRange(scrape.TryGetValue("dns_sd_configs", out object? lookups)
                ? List(Map(((List<object>)lookups)[0])["names"])
                : List(Map(((List<object>)scrape["static_configs"])[0])["targets"]).Select(text => text.Split(':')[0]));
        }

        Assert.Equal(["leader", "worker", "rabbitmq", "127.0.0.1"], hosts);
        Assert.Empty(hosts.Except(["127.0.0.1"]).Except(Map(Compose["services"]).Keys.Select(name => (string)name)));
        Assert.Contains("rabbitmq_prometheus", File.ReadAllText(Path.Combine(Folder, "rabbitmq", "enabled_plugins")));
    }

    private static ProgramResult Lint(string file) => ProgramRun.Run(
        new Dictionary<string, string> { ["NO_COLOR"] = "1" },
        Path.GetDirectoryName(file),
        ComposeLinterFactAttribute.Program,
        "--quiet",
        file,
        "--disable-rule",
        "no-build-and-image");

    private static Dictionary<string, string> Secrets(string folder) => Directory
        .GetFiles(Path.Combine(folder, "secrets")).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    private static Dictionary<object, object> Read(string file)
    {
        IDeserializer reader = new DeserializerBuilder().Build();
        using StreamReader text = new(file);
        return reader.Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(text)));
    }

    private static Dictionary<object, object> Service(string name) => Map(Map(Compose["services"])[name]);

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    private static List<string> List(object value) => [.. ((List<object>)value).Select(item =>
        item as string ?? (string)Map(item)["source"])];

    [GeneratedRegex("guest:guest|(?i:password|_pass)\\s*[:=]\\s*['\"]?[A-Za-z0-9+/=]{6,}")]
    private static partial Regex CommonPassword();
}

/// <summary>A fact that needs dclint, and is skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ComposeLinterFactAttribute : FactAttribute
{
    public ComposeLinterFactAttribute() =>
        Skip = File.Exists(Program) ? null : "dclint is not installed; run: eng/install-compose-linter.sh";

    /// <summary>The linter, as eng/install-compose-linter.sh installs it.</summary>
    public static string Program { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "zerosharp", "tools", "compose-linter", "node_modules", ".bin", "dclint");
}
