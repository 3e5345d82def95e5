using System.Security.Cryptography;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>The same sources give the same bytes, whoever builds them wherever.</summary>
[Collection(ImageCollection.Name)]
public sealed class ReproducibleBuildTests(BuiltImages images)
{
    [ImageFact]
    public void Publish_InAnotherFolderOfAnotherSystem_GivesTheFilesOfTheImage()
    {
        string folder = images.CreateFolder();
        string source = Path.Combine(folder, "elsewhere", "deeper");
        CopySources(images.SourceFolder, source);
        string output = Path.Combine(folder, "out");
        Dictionary<string, string> environment = new()
        {
            ["VERSION"] = BuiltImages.Version,
            ["REVISION"] = images.Revision,
            ["SOURCE_DATE_EPOCH"] = images.Epoch,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["TZ"] = "Pacific/Auckland",
            ["LANG"] = "de_DE.UTF-8",
        };
        string script = Path.Combine(source, "deploy", "docker", "publish.sh");
        ProgramRun.Run(environment, source, script, "restore", Architecture).Require();
        ProgramRun.Run(environment, source, script, "publish", Architecture, output).Require();

        string root = images.Mount("leader");
        Assert.Empty(Differences(Path.Combine(root, "app"), Path.Combine(output, "app")));
        Assert.Empty(Differences(Path.Combine(root, "usr/share/doc/zerosharp"), Path.Combine(output, "doc")));
    }

    private static string Architecture =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture
            == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static string[] Differences(string first, string second) =>
        [.. Digests(first).Except(Digests(second)).Concat(Digests(second).Except(Digests(first))).Order()];

    // A line for each file: name, digest, time.
    private static string[] Digests(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file =>
            $"{Path.GetRelativePath(folder, file)} "
                + $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))} "
                + $"{new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero).ToUnixTimeSeconds()}")];

    private static void CopySources(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in new DirectoryInfo(from).GetFiles())
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (DirectoryInfo folder in new DirectoryInfo(from).GetDirectories())
        {
            if (folder.Name is not ("bin" or "obj"))
            {
                CopySources(folder.FullName, Path.Combine(to, folder.Name));
            }
        }
    }
}
