using ZeroSharp.Compiler.Programs;
using ZeroSharp.Compiler.Tests.Machine;
using ZeroSharp.Guest.Runtime;

namespace ZeroSharp.Compiler.Tests;

/// <summary>All feature programs, compiled once, to run on either side.</summary>
internal static class CompiledPrograms
{
    private const int InputLength = 256;

    private static readonly Lazy<byte[]> Compiled = new(Compile);

    /// <summary>Where the feature programs' assembly is.</summary>
    public static string AssemblyPath { get; } = typeof(Program).Assembly.Location;

    /// <summary>The executable.</summary>
    public static byte[] Elf => Compiled.Value;

    private static byte[] Compile() => GuestCompiler.Compile(AssemblyPath);

    /// <summary>A selector and reproducible bytes.</summary>
    public static byte[] Input(int selector, int seed)
    {
        byte[] input = new byte[1 + InputLength];
        new Random(seed).NextBytes(input);
        input[0] = (byte)selector;
        return input;
    }

    public static (uint ExitCode, byte[] Output) RunUnderDotNet(byte[] input) =>
        HostRun.Execute(Program.Main, input);

    public static ReferenceMachine RunOnMachine(byte[] input)
    {
        ReferenceMachine machine = new(Elf, input);
        machine.Run();
        return machine;
    }
}
