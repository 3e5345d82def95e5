using System.CommandLine;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero verify, and the verifier of zero-bin with its flags and its message.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> proof = new("PROOF") { Description = "proof file, or - for standard input" };
        Option<string?> header = CommonOptions.Header();
        Command command = new("verify", "Verifies block proofs. Exit code 1 if one is not valid.")
        {
            proof, header,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            (bool isValid, IReadOnlyList<BlockProof> proofs) =
                await RunAsync(parsed.GetValue(proof)!, parsed.GetValue(header), cancellation);
            foreach (BlockProof valid in isValid ? proofs : [])
            {
                Console.WriteLine(
                    $"block {valid.Statement.Number}: valid, {valid.Run.Segments.Length} segment(s), post-state "
                    + StatementText.Hex(valid.Statement.PostStateRoot));
            }

            return isValid ? ExitCode.Success : ExitCode.Invalid;
        });
        return command;
    }

    /// <summary>`verifier --file-path FILE`.</summary>
    public static Command CreateVerifier()
    {
        Option<string> file = new("--file-path", "-f")
        {
            Description = "proof file: an array of proofs, or one",
            Required = true,
        };
        Command command = new("verifier", "Verifies a proof file, as zero-bin's verifier is called.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            (bool isValid, _) = await RunAsync(parsed.GetValue(file)!, null, cancellation);
            if (isValid)
            {
                Console.WriteLine("All proofs verified successfully!");
            }

            return isValid ? ExitCode.Success : ExitCode.Invalid;
        });
        return command;
    }

    private static async Task<(bool IsValid, IReadOnlyList<BlockProof> Proofs)> RunAsync(
        string path, string? headerPath, CancellationToken cancellation)
    {
        HeaderFile? headers = headerPath is null
            ? null
            : HeaderFile.Read(await InputFile.ReadAsync(headerPath, cancellation));
        try
        {
            IReadOnlyList<BlockProof> proofs = await ProofFile.ReadAsync(path, cancellation);
            return (ProofFile.Verify(proofs, headers), proofs);
        }
        catch (FormatException failure)
        {
            Console.Error.WriteLine($"error: {path}: {failure.Message}");
            return (false, []);
        }
    }
}
