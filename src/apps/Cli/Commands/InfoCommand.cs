using System.CommandLine;
using System.Globalization;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero info: what is in a proof or a program, and how secure proofs are.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string?> file = new("FILE")
        {
            Description = "proof file or RISC-V program (ELF); the built-in block program if absent",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> security = new("--security")
        {
            Description = "print the error terms of the proof, or of the largest possible one",
        };
        Option<bool> json = CommonOptions.Json();
        json.Description += "; without the error terms";
        Command command = new("info", "Describes a proof or a program.") { file, security, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            bool withSecurity = parsed.GetValue(security);
            bool asJson = parsed.GetValue(json);
            string? path = parsed.GetValue(file);
            byte[] bytes = path is null ? BlockProgram.ReadElf() : await InputFile.ReadAsync(path, cancellation);
            if (bytes.AsSpan().StartsWith("\u007fELF"u8))
            {
                ProgramImage program = path is null ? BlockProgram.Load() : ElfReader.Read(bytes);
                if (asJson)
                {
                    InfoJson.PrintProgram(program);
                    return ExitCode.Success;
                }

                DescribeProgram(program);
                if (withSecurity)
                {
                    PrintLargestSecurity();
                }

                return ExitCode.Success;
            }

            try
            {
                IReadOnlyList<BlockProof> proofs = BlockProofDocument.Read(bytes);
                if (asJson)
                {
                    InfoJson.PrintProofs(proofs);
                    return ExitCode.Success;
                }

                foreach (BlockProof proof in proofs)
                {
                    DescribeProof(proof, withSecurity);
                }

                return ExitCode.Success;
            }
            catch (FormatException failure)
            {
                Console.Error.WriteLine($"error: {FailureText.OneLine(failure.Message)}");
                return ExitCode.BadInput;
            }
        });
        return command;
    }

    private static void DescribeProgram(ProgramImage program)
    {
        using ProgramProver prover = ProgramProver.Create(
            program, BlockProgram.Parameters, Environment.ProcessorCount);
        StatementText.Line("digest", "0x" + Convert.ToHexStringLower(prover.Key.Digest));
        StatementText.Line("entry", $"0x{program.EntryPc:x8}");
        StatementText.Line(
            "text",
            string.Create(
                CultureInfo.InvariantCulture,
                $"0x{program.TextBase:x8}, {program.Instructions.Length:N0} instructions"));
        StatementText.Line(
            "data", string.Create(CultureInfo.InvariantCulture, $"{program.Data.Length:N0} words that are not zero"));
        StatementText.Line(
            "functions", program.Symbols.Count.ToString("N0", CultureInfo.InvariantCulture));
    }

    private static void DescribeProof(BlockProof proof, bool withSecurity)
    {
        StatementText.Print(proof.Statement);
        StatementText.Line("program", "0x" + Convert.ToHexStringLower(proof.Run.ProgramDigest));
        using ProgramProver prover = BlockProgram.CreateProver(Environment.ProcessorCount);
        for (int i = 0; i < proof.Run.Segments.Length; i++)
        {
            byte[] bytes = proof.Run.Segments[i];
            if (!SegmentProof.TryRead(bytes, prover.Key.Machine, out SegmentProof? segment))
            {
                StatementText.Line($"segment {i}", "damaged, or of another program");
                continue;
            }

            StatementText.Line(
                $"segment {i}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{segment!.Claim.Cycles:N0} cycles, {segment.Proof.Instances.Length} traces, ")
                    + ByteSize.Format(bytes.Length));
            if (withSecurity
                && StarkShape.TryCreate(
                    prover.Key.Machine,
                    segment.Proof.Instances,
                    segment.Claim.PublicInteractions(),
                    out StarkShape? shape))
            {
                Console.WriteLine(shape!.Security(segment.Claim.PublicInteractions()));
            }
        }
    }

    // Every AIR once at the full height: more columns, leaves and constraints than memory allows.
    private static void PrintLargestSecurity()
    {
        using ProgramProver prover = BlockProgram.CreateProver(Environment.ProcessorCount);
        VerifyingKey key = prover.Key.Machine;
        InstanceShape[] instances =
        [
            .. key.Airs.Select((air, i) => new InstanceShape(
                    i, air.Air.Fixed?.LogHeight ?? Math.Min(key.Parameters.LogStackHeight, 17)))
                .OrderByDescending(instance => instance.LogHeight).ThenBy(instance => instance.AirIndex),
        ];
        if (StarkShape.TryCreate(key, instances, [], out StarkShape? shape))
        {
            Console.WriteLine("every chip at 2^17 rows:");
            Console.WriteLine(shape!.Security([]));
        }
    }
}
