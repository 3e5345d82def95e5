using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cli.Commands;

/// <summary>zero witness inspect: what is in an input, and what of it is of use.</summary>
internal static class WitnessCommand
{
    public static Command Create()
    {
        Argument<string> input = CommonOptions.Input();
        InputOptions witness = new("header(s) that complete zero-bin inputs");
        Option<bool> json = CommonOptions.Json();
        Command inspect = new("inspect", "Describes the blocks and witnesses of an input.");
        inspect.Add(input);
        witness.AddTo(inspect);
        inspect.Add(json);
        inspect.SetAction(async (parsed, cancellation) =>
        {
            WitnessOptions options = await witness.ReadAsync(parsed, cancellation);
            IReadOnlyList<PreparedBlock> blocks =
                await BlockInputs.ReadAsync(parsed.GetValue(input)!, options, cancellation);
            List<(WitnessReport Report, string? Problem)> reports =
                [.. blocks.Select(block => (WitnessReport.Of(block.Witness, block.Input), FindProblem(block)))];
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer => Write(writer, reports));
            }
            else
            {
                foreach ((WitnessReport report, string? problem) in reports)
                {
                    Print(report, problem);
                }
            }

            return ExitCode.Success;
        });
        return new Command("witness", "Looks into inputs.") { inspect };
    }

    private static string? FindProblem(PreparedBlock block)
    {
        try
        {
            BlockExecution.Run(block.Witness, block.Input);
            return null;
        }
        catch (WitnessException failure)
        {
            return FailureText.OneLine(failure.Message);
        }
    }

    private static void Print(WitnessReport report, string? problem)
    {
        BlockInputContent content = report.Witness.Content;
        BlockHeader header = report.Witness.Header;
        string types = string.Join(
            ", ", report.TransactionTypes.Select(type => $"{type.Count} of type {type.Type}"));
        Line("block", $"{header.Number}");
        Line("format", WitnessReader.NameOf(report.Witness.Format));
        Line("chain", $"{content.ChainId}");
        string claim = content.IsHeaderPartial ? " (claimed, no whole header)" : string.Empty;
        Line("block hash", StatementText.Hex(report.BlockHash) + claim);
        Line("fork", content.Blobs.Max == 0
            ? $"{content.Fork}"
            : $"{content.Fork}, blobs {content.Blobs.Target}/{content.Blobs.Max}");
        Line("gas used", $"{header.GasUsed:N0} of {header.GasLimit:N0}");
        Line("transactions", report.Witness.Transactions.Count == 0
            ? "0"
            : $"{report.Witness.Transactions.Count}: {types}");
        Line("withdrawals", $"{report.WithdrawalCount}");
        Line("nodes", $"{report.Nodes.Count:N0}, {ByteSize.Format(report.Nodes.ByteLength)}");
        Line("  reached", $"{report.ReachedNodes.Count:N0}, {ByteSize.Format(report.ReachedNodes.ByteLength)}: "
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Kinds.Branches:N0} branches, {report.Kinds.Extensions:N0} extensions, ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Kinds.Leaves:N0} leaves; {report.StorageTrieCount:N0} storage tries"));
        Line("  not reached", $"{Unreached(report):N0}");
        Line("  duplicates", $"{report.DuplicateNodeCount:N0}");
        Line("  derived", $"{report.Witness.DerivedNodeCount:N0}");
        Line("codes", $"{report.Codes.Count:N0}, {ByteSize.Format(report.Codes.ByteLength)}");
        Line("  of no account", $"{report.UnreferencedCodeCount:N0}");
        Line("ancestors", $"{content.AncestorHeaders.Count} headers, {content.Ancestors.Count} hashes");
        Line("guest input", ByteSize.Format(report.InputLength));
        Line("execution", problem ?? "valid");
    }

    private static void Write(Utf8JsonWriter writer, List<(WitnessReport Report, string? Problem)> reports)
    {
        writer.WriteStartArray();
        foreach ((WitnessReport report, string? problem) in reports)
        {
            Write(writer, report, problem);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, WitnessReport report, string? problem)
    {
        BlockInputContent content = report.Witness.Content;
        BlockHeader header = report.Witness.Header;
        writer.WriteStartObject();
        writer.WriteString("format", WitnessReader.NameOf(report.Witness.Format));
        writer.WriteNumber("chain_id", content.ChainId);
        writer.WriteNumber("block_number", header.Number);
        writer.WriteString("block_hash", StatementText.Hex(report.BlockHash));
        writer.WriteBoolean("header_complete", !content.IsHeaderPartial);
        writer.WriteString("fork", content.Fork.ToString());
        writer.WriteNumber("blob_target", content.Blobs.Target);
        writer.WriteNumber("blob_max", content.Blobs.Max);
        writer.WriteNumber("gas_used", header.GasUsed);
        writer.WriteNumber("gas_limit", header.GasLimit);
        writer.WriteStartObject("transactions_by_type");
        foreach ((int type, int count) in report.TransactionTypes)
        {
            writer.WriteNumber(type.ToString(CultureInfo.InvariantCulture), count);
        }

        writer.WriteEndObject();
        writer.WriteNumber("withdrawals", report.WithdrawalCount);
        writer.WriteStartObject("nodes");
        writer.WriteNumber("count", report.Nodes.Count);
        writer.WriteNumber("bytes", report.Nodes.ByteLength);
        writer.WriteNumber("reached", report.ReachedNodes.Count);
        writer.WriteNumber("reached_bytes", report.ReachedNodes.ByteLength);
        writer.WriteNumber("branches", report.Kinds.Branches);
        writer.WriteNumber("extensions", report.Kinds.Extensions);
        writer.WriteNumber("leaves", report.Kinds.Leaves);
        writer.WriteNumber("not_reached", Unreached(report));
        writer.WriteNumber("duplicates", report.DuplicateNodeCount);
        writer.WriteNumber("derived", report.Witness.DerivedNodeCount);
        writer.WriteEndObject();
        writer.WriteNumber("storage_tries", report.StorageTrieCount);
        writer.WriteStartObject("codes");
        writer.WriteNumber("count", report.Codes.Count);
        writer.WriteNumber("bytes", report.Codes.ByteLength);
        writer.WriteNumber("of_no_account", report.UnreferencedCodeCount);
        writer.WriteEndObject();
        writer.WriteNumber("ancestor_headers", content.AncestorHeaders.Count);
        writer.WriteNumber("ancestor_hashes", content.Ancestors.Count);
        writer.WriteNumber("guest_input_bytes", report.InputLength);
        writer.WriteString("problem", problem);
        writer.WriteEndObject();
    }

    private static int Unreached(WitnessReport report) =>
        report.Nodes.Count - report.DuplicateNodeCount - report.ReachedNodes.Count;

    private static void Line(string name, FormattableString value) =>
        Line(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Line(string name, string value) => Console.WriteLine($"{name,-17}{value}");
}
