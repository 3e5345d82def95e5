namespace ZeroSharp.Zkvm.Executor.Tests;

/// <summary>A fact that needs qemu-riscv64, and is skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class QemuFactAttribute : FactAttribute
{
    public const string Emulator = "qemu-riscv64";

    public QemuFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        bool isInstalled = folders.Any(folder => File.Exists(Path.Combine(folder, Emulator)));
        Skip = isInstalled ? null : $"{Emulator} is not installed (Debian package qemu-user)";
    }
}
