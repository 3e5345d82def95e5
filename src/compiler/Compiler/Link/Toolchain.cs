using System.Diagnostics;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Compiler.Link;

/// <summary>
/// Runs clang and lld of one LLVM version on a module. Inputs have fixed names in a fresh folder and
/// nothing of the host goes into the output, so equal modules give equal files.
/// </summary>
internal static class Toolchain
{
    private const string Version = "19";

    // Only the base integer set and multiplication; no compressed instructions, no unaligned
    // accesses; address constants below 2^31 (medlow). What counts is the number of instructions
    // executed and not the cache, so LLVM inlines and unrolls far more than by default: 18 % fewer
    // cycles on a block of transfers and 11 % on a mainnet block, for 1.7 times the text.
    private static readonly string[] CompileArguments =
    [
        "--target=riscv64-unknown-none-elf", "-march=rv64im", "-mabi=lp64", "-mcmodel=medlow",
        "-mstrict-align", "-O3", "-fno-pic", "-ffunction-sections", "-fdata-sections",
        "-mllvm", "-inline-threshold=1000", "-mllvm", "-unroll-runtime", "-mllvm",
        "-unroll-threshold=400", "-c", "guest.ll", "-o", "guest.o",
    ];

    private static readonly string[] LinkArguments =
    [
        "-m", "elf64lriscv", "-static", "--gc-sections", "--build-id=none", 
        "-z", "max-page-size=4096", "-z", "noexecstack", "-T", "guest.ld", "guest.o",
        "--strip-all", "-Map=guest.map", "-o", "guest.elf",
    ];

    private static readonly string Script = $$"""
        ENTRY(_start)
        PHDRS
        {
          text PT_LOAD FLAGS(5);
          data PT_LOAD FLAGS(6);
        }
        SECTIONS
        {
          . = {{MemoryMap.TextBase}};
          .text : { KEEP(*(.text.start)) *(.text .text.*) } :text
          . = ALIGN(4096);
          .rodata : { *(.rodata .rodata.* .srodata .srodata.*) } :data
          .data : { *(.data .data.* .sdata .sdata.*) } :data
          .bss : { *(.sbss .sbss.* .bss .bss.* COMMON) } :data
          ASSERT(. <= {{MemoryMap.ImageEnd}}, "the image does not fit its range")
          /DISCARD/ : { *(.comment) *(.note.*) *(.eh_frame*) *(.riscv.attributes) }
        }

        """;

    /// <summary>The linked executable.</summary>
    /// <param name="module">LLVM IR text.</param>
    /// <param name="map">lld's link map.</param>
    /// <exception cref="InvalidOperationException">The toolchain is missing or fails.</exception>
    public static byte[] Link(string module, out string map)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("guest");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "guest.ll"), module);
            File.WriteAllText(Path.Combine(folder.FullName, "guest.ld"), Script);
            Run($"clang-{Version}", CompileArguments, folder.FullName);
            Run($"ld.lld-{Version}", LinkArguments, folder.FullName);
            map = File.ReadAllText(Path.Combine(folder.FullName, "guest.map"));
            byte[] elf = File.ReadAllBytes(Path.Combine(folder.FullName, "guest.elf"));
            InstructionGate.Check(elf);
            return elf;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Run(string tool, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)
            ?? throw new InvalidOperationException($"{tool} does not start");
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} fails: {errors}");
        }
    }
}
