using System.Text.Json;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cli.Commands;

/// <summary>What zero info prints with --json.</summary>
internal static class InfoJson
{
    public static void PrintProgram(ProgramImage program)
    {
        using ProgramProver prover = ProgramProver.Create(
            program, BlockProgram.Parameters, Environment.ProcessorCount);
        JsonOutput.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("digest", "0x" + Convert.ToHexStringLower(prover.Key.Digest));
            writer.WriteNumber("entry", program.EntryPc);
            writer.WriteNumber("text_base", program.TextBase);
            writer.WriteNumber("instructions", program.Instructions.Length);
            writer.WriteNumber("data_words", program.Data.Length);
            writer.WriteNumber("functions", program.Symbols.Count);
            writer.WriteEndObject();
        });
    }

    public static void PrintProofs(IReadOnlyList<BlockProof> proofs)
    {
        using ProgramProver prover = BlockProgram.CreateProver(Environment.ProcessorCount);
        JsonOutput.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (BlockProof proof in proofs)
            {
                WriteProof(writer, proof, prover.Key);
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteProof(Utf8JsonWriter writer, BlockProof proof, ProgramKey key)
    {
        writer.WriteStartObject();
        writer.WriteString("program", "0x" + Convert.ToHexStringLower(proof.Run.ProgramDigest));
        writer.WritePropertyName("statement");
        BlockProofDocument.WriteStatement(writer, proof.Statement);
        writer.WriteStartArray("segments");
        foreach (byte[] bytes in proof.Run.Segments)
        {
            bool isReadable = SegmentProof.TryRead(bytes, key.Machine, out SegmentProof? segment);
            writer.WriteStartObject();
            writer.WriteNumber("bytes", bytes.Length);
            writer.WriteBoolean("readable", isReadable);
            if (isReadable)
            {
                writer.WriteNumber("cycles", segment!.Claim.Cycles);
                writer.WriteNumber("traces", segment.Proof.Instances.Length);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
