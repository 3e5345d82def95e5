using System.Security.Cryptography;
using ZeroSharp.Compiler;

// zero-guestc <program.dll> <output.elf> [--symbols] [--llvm <file>]: compiles a guest and prints
// the SHA-256 of the executable.
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
    Console.Error.WriteLine("usage: zero-guestc <program.dll> <output.elf> [--symbols] [--llvm <file>]");
    return 2;
}

try
{
    int llvm = Array.IndexOf(args, "--llvm");
    if (llvm >= 0 && llvm + 1 < args.Length)
    {
        File.WriteAllText(args[llvm + 1], GuestCompiler.Translate(args[0], null));
    }

    byte[] elf = GuestCompiler.Compile(args[0], null, args.Contains("--symbols"));
    File.WriteAllBytes(args[1], elf);
    Console.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(elf))}  {args[1]}");
    return 0;
}
catch (Exception exception)
    when (exception is GuestCompilationException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 1;
}
