using System.CommandLine;
using System.Text.Json;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero verify, and the verifier of zero-bin with its flags and its message.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> proof = new("PROOF") { Description = "proof file, or - for standard input" };
        Option<string?> header = CommonOptions.Header();
        Option<string?> chain = ChainOption.Create();
        Option<bool> json = CommonOptions.Json();
        Command command = new("verify", "Verifies block proofs. Exit code 1 if one is not valid.")
        {
            proof, header, chain, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<ProofVerdict> verdicts =
                await RunAsync(
                    parsed.GetValue(proof)!, parsed.GetValue(header), parsed.GetValue(chain), cancellation);
            bool isValid = IsValid(verdicts);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer => Write(writer, verdicts, isValid));
            }
            else if (isValid)
            {
                foreach (BlockProof valid in verdicts.Select(verdict => verdict.Proof))
                {
                    Console.WriteLine(
                        $"block {valid.Statement.Number}: valid, {valid.Run.Segments.Length} segment(s), post-state "
                        + StatementText.Hex(valid.Statement.PostStateRoot)
                        + RulesNote(valid.Statement, parsed.GetValue(chain)));
                }
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
            bool isValid = IsValid(await RunAsync(parsed.GetValue(file)!, null, null, cancellation));
            if (isValid)
            {
                Console.WriteLine("All proofs verified successfully!");
            }

            return isValid ? ExitCode.Success : ExitCode.Invalid;
        });
        return command;
    }

    // What a built-in chain or a genesis file does not confirm, the reader has to know.
    private static string RulesNote(Statement statement, string? chain) =>
        chain is not null || ChainSpec.Find(statement.ChainId) is not null
            ? string.Empty
            : $" (by the rules of {statement.Fork}; chain {statement.ChainId} is not built in, --chain would compare)";

    private static bool IsValid(IReadOnlyList<ProofVerdict> verdicts) =>
        verdicts.Count > 0 && verdicts.All(verdict => verdict.Problem is null);

    // No verdict where the file holds no proofs.
    private static async Task<IReadOnlyList<ProofVerdict>> RunAsync(
        string path, string? headerPath, string? chainText, CancellationToken cancellation)
    {
        HeaderFile? headers = headerPath is null
            ? null
            : HeaderFile.Read(await InputFile.ReadAsync(headerPath, cancellation));
        ChainSpec? chain = chainText is null ? null : await ChainOption.ReadAsync(chainText, cancellation);
        try
        {
            IReadOnlyList<BlockProof> proofs = await ProofFile.ReadAsync(path, cancellation);
            if (proofs.Count == 0)
            {
                throw new FormatException("it holds no proof");
            }

            IReadOnlyList<ProofVerdict> verdicts = ProofFile.Verify(proofs, headers, chain);
            foreach (string problem in verdicts.Select(verdict => verdict.Problem).OfType<string>())
            {
                Console.Error.WriteLine($"error: {FailureText.OneLine(problem)}");
            }

            return verdicts;
        }
        catch (FormatException failure)
        {
            Console.Error.WriteLine($"error: {FailureText.OneLine($"{path}: {failure.Message}")}");
            return [];
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ProofVerdict> verdicts, bool isValid)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", isValid);
        writer.WriteStartArray("proofs");
        foreach (ProofVerdict verdict in verdicts)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("valid", verdict.Problem is null);
            writer.WriteString("problem", verdict.Problem);
            writer.WriteNumber("segments", verdict.Proof.Run.Segments.Length);
            writer.WritePropertyName("statement");
            BlockProofDocument.WriteStatement(writer, verdict.Proof.Statement);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
