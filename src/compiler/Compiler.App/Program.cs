using System.Security.Cryptography;
using ZeroSharp.Compiler;

// zero-guestc <program.dll> <output.elf> [--symbols <file>] [--llvm <file>]: compiles a guest and prints
// the SHA-256 of the executable; --symbols lists its functions in a file.
// zero-guestc --check <library.dll>: lists what in a library is outside of the guest subset.
if (args is ["--check", string library])
{
    IReadOnlyList<string> errors = GuestCompiler.Check(library);
    foreach (string error in errors)
    {
        Console.Error.WriteLine(error);
    }

    return errors.Count == 0 ? 0 : 1;
}

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: zero-guestc <program.dll> <output.elf> [--symbols <file>] [--llvm <file>]");
    return 2;
}

try
{
    int llvm = Array.IndexOf(args, "--llvm");
    if (llvm >= 0 && llvm + 1 < args.Length)
    {
        File.WriteAllText(args[llvm + 1], GuestCompiler.Translate(args[0], null));
    }

    byte[] elf = GuestCompiler.Compile(args[0], out string symbols);
    File.WriteAllBytes(args[1], elf);
    int symbolFile = Array.IndexOf(args, "--symbols");
    if (symbolFile >= 0 && symbolFile + 1 < args.Length)
    {
        File.WriteAllText(args[symbolFile + 1], symbols);
    }

    Console.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(elf))}  {args[1]}");
    return 0;
}
catch (Exception exception)
    when (exception is GuestCompilationException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 1;
}
