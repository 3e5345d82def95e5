using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZeroSharp.Architecture.Tests;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>
/// The images of this repository, built once for all tests by eng/build-images.sh with buildah, upon base images
/// made of this machine's packages. Everything lies in one folder that is deleted at the end.
/// </summary>
public sealed partial class BuiltImages : IAsyncLifetime
{
    private const string Registry = "localhost/zerosharp";
    private const string Tag = "test";

    // Images need more room than /tmp may have.
    private const string Parent = "/var/tmp";

    private readonly ConcurrentDictionary<string, string> _mounts = new();
    private readonly Dictionary<string, string> _environment = [];
    private string _folder = string.Empty;

    /// <summary>All images, as eng/build-images.sh lists them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        Targets().Match(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "eng", "build-images.sh")))
            .Groups[1].Value.Split(' ');

    /// <summary>The images of roles, which have neither shell nor anything else to run.</summary>
    public static IReadOnlyList<string> Roles { get; } = [.. Names.Where(name => name != "jumpbox")];

    /// <summary>The files of a repository's program as the build stage had them, and no others.</summary>
    public string SourceFolder => Path.Combine(Mount("build"), "source");

    /// <summary>A folder for a test's own files.</summary>
    public string CreateFolder() => Directory.CreateDirectory(
        Path.Combine(_folder, "files", Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture))).FullName;

    public Task InitializeAsync() => Task.Run(() =>
    {
        if (ImageTools.SkipReason is not null)
        {
            return;
        }

        _folder = Path.Combine(Parent, $"zerosharp-images-{Guid.NewGuid():N}"[..32]);
        Directory.CreateDirectory(_folder);
        File.WriteAllText(
            Path.Combine(_folder, "storage.conf"),
            $"""
            [storage]
            driver = "{(File.ReadAllText("/proc/filesystems").Contains("\toverlay\n") ? "overlay" : "vfs")}"
            graphroot = "{_folder}/storage"
            runroot = "{_folder}/run"

            """);
        _environment["CONTAINERS_STORAGE_CONF"] = Path.Combine(_folder, "storage.conf");
        _environment["BUILDAH_ISOLATION"] = "chroot";
        Revision = Run("git", "rev-parse", "HEAD").Trim()
            + (Run("git", "status", "--porcelain").Length > 0 ? "-dirty" : string.Empty);
        Epoch = Run("git", "log", "-1", "--format=%ct").Trim();
        Run(Path.Combine(TestFolder, "make-bases.sh"), Path.Combine(_folder, "bases"));
        Directory.Delete(Path.Combine(_folder, "bases"), recursive: true);
        Run(
            Path.Combine(RepositoryRoot.Path, "eng", "build-images.sh"),
            [
                "--tool", "buildah", "--registry", Registry, "--tag", Tag, .. Bases(), .. NuGetConfig(),
            ]);

        // The shared stage has no name; with its layers there, this only names it.
        Run(
            "buildah",
            [
                "bud", "--layers", "--format", "docker", "--timestamp", Epoch, "--file", "deploy/docker/Dockerfile",
                "--build-arg", $"VERSION={Version}", "--build-arg", $"REVISION={Revision}",
                "--build-arg", $"SOURCE_DATE_EPOCH={Epoch}", .. Bases(), .. Secret(), "--target", "build",
                "--tag", $"{Registry}/build:{Tag}", ".",
            ]);
    });

    public Task DisposeAsync() => Task.Run(() =>
    {
        if (_folder.Length == 0)
        {
            return;
        }

        Run("buildah", "umount", "--all");
        Run("buildah", "rm", "--all");

        // The storage itself may be a mount point.
        ProgramRun.Run(_environment, null, "umount", "--recursive", $"{_folder}/storage/overlay");
        Directory.Delete(_folder, recursive: true);
    });

    /// <summary>What VersionPrefix says.</summary>
    public static string Version { get; } = VersionPrefix()
        .Match(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Directory.Build.props"))).Groups[1].Value;

    /// <summary>The commit that the images are of, marked where files differ from it.</summary>
    public string Revision { get; private set; } = string.Empty;

    /// <summary>When that commit was made, in seconds since 1970.</summary>
    public string Epoch { get; private set; } = string.Empty;

    /// <summary>The settings of an image (config.json of Docker's format).</summary>
    public JsonElement Settings(string name)
    {
        using JsonDocument document = JsonDocument.Parse(
            Run("buildah", "inspect", "--type", "image", $"{Registry}/{name}:{Tag}"));
        return document.RootElement.GetProperty("Docker").GetProperty("config").Clone();
    }

    /// <summary>The folder with an image's files.</summary>
    public string Mount(string name) => _mounts.GetOrAdd(name, _ =>
    {
        string container = Run("buildah", "from", "--pull-never", $"{Registry}/{name}:{Tag}").Trim();
        return Run("buildah", "mount", container).Trim();
    });

    /// <summary>A fresh copy of an image's files: for a process, whose mounts are its own.</summary>
    public string MountAgain(string name)
    {
        string container = Run("buildah", "from", "--pull-never", $"{Registry}/{name}:{Tag}").Trim();
        return Run("buildah", "mount", container).Trim();
    }

    /// <summary>The folder with the scripts of these tests.</summary>
    public static string TestFolder =>
        Path.Combine(RepositoryRoot.Path, "tests", "ZeroSharp.Deploy.Images.Tests");

    private static IEnumerable<string> Bases() => new[] { "sdk", "runtime", "jumpbox" }.SelectMany(name =>
        new[] { "--build-arg", $"{name.ToUpperInvariant()}_IMAGE=localhost/zerosharp-base/{name}" });

    private static string? MachineConfig()
    {
        string file = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        return File.Exists(file) ? file : null;
    }

    private static string[] NuGetConfig() => MachineConfig() is { } file ? ["--nuget-config", file] : [];

    private static string[] Secret() =>
        MachineConfig() is { } file ? ["--secret", $"id=nuget-config,src={file}"] : [];

    private string Run(string program, params IEnumerable<string> arguments) =>
        ProgramRun.Run(_environment, RepositoryRoot.Path, program, arguments).Require();

    [GeneratedRegex(@"^targets=\(([^)]*)\)$", RegexOptions.Multiline)]
    private static partial Regex Targets();

    [GeneratedRegex("<VersionPrefix>(.*)</VersionPrefix>")]
    private static partial Regex VersionPrefix();
}

/// <summary>The tests that share the images.</summary>
[CollectionDefinition(Name)]
public sealed class ImageCollection : ICollectionFixture<BuiltImages>
{
    public const string Name = "images";
}
