using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>A fact about built images, skipped with the reason where this machine cannot build and run them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ImageFactAttribute : FactAttribute
{
    public ImageFactAttribute(params ServerKind[] kinds)
    {
        Skip = ImageTools.SkipReason
            ?? kinds.Select(TestServers.SkipReason).FirstOrDefault(reason => reason is not null);
    }
}

/// <summary>A theory about built images, skipped like <see cref="ImageFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ImageTheoryAttribute : TheoryAttribute
{
    public ImageTheoryAttribute() => Skip = ImageTools.SkipReason;
}

/// <summary>What building and running images needs of a machine.</summary>
internal static class ImageTools
{
    private static readonly string[] Programs = ["buildah", "mmdebstrap", "setsid", "unshare", "setpriv", "chroot"];

    /// <summary>Why images cannot be built or run here; null if they can.</summary>
    public static string? SkipReason { get; } = Find();

    /// <summary>Whether a program is in the search path.</summary>
    public static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string? Find() =>
        !OperatingSystem.IsLinux() ? "images are built on Linux only"
        : Environment.UserName != "root" ? "building images without a container engine needs root"
        : Programs.FirstOrDefault(program => !IsInstalled(program)) is { } missing
            ? $"{missing} is not installed; run: apt-get install buildah mmdebstrap util-linux coreutils"
        : null;
}
