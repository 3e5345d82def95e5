using System.Text.Json;
using ZeroSharp.Cluster.Witness.ExecutionWitness;
using ZeroSharp.Cluster.Witness.ZeroBin;

namespace ZeroSharp.Cluster.Witness;

/// <summary>Reads inputs of all formats, each block of an input as what it looks like.</summary>
public static class WitnessReader
{
    /// <summary>Decodes all blocks of an input, in its order.</summary>
    /// <exception cref="WitnessException">The input is not usable; the message says why.</exception>
    public static IReadOnlyList<BlockWitness> Read(ReadOnlySpan<byte> utf8, WitnessOptions options)
    {
        List<BlockWitness> blocks = [];
        Checkpoint checkpoint = new();
        JsonDocuments.ForEach(utf8, "input", item =>
        {
            WitnessFormat format = Choose(item, options.Format);
            blocks.Add(format == WitnessFormat.ZeroBin
                ? ZeroBinReader.Read(item, checkpoint, options)
                : ExecutionWitnessReader.Read(item, options));
        });
        return blocks.Count > 0 ? blocks : throw new WitnessException("the input holds no block");
    }

    /// <summary>The name of a format on the command line.</summary>
    public static string NameOf(WitnessFormat format) => format switch
    {
        WitnessFormat.ZeroBin => "zero-bin",
        WitnessFormat.ExecutionWitness => "execution-witness",
        WitnessFormat.Sbv => "sbv",
        _ => "auto",
    };

    // What looks like nothing known is read as what it is said to be, so that the message says what it lacks.
    private static WitnessFormat Choose(JsonField item, WitnessFormat wanted)
    {
        WitnessFormat seen = Detect(item);
        if (seen == WitnessFormat.Auto && wanted == WitnessFormat.Auto)
        {
            throw new WitnessException(
                $"{item.Path}: neither a zero-bin input (block_trace and other_data) nor an execution witness "
                + "(state and codes)");
        }

        if (seen != WitnessFormat.Auto && wanted != WitnessFormat.Auto && seen != wanted)
        {
            throw new WitnessException($"{item.Path}: not of the format {NameOf(wanted)} but {NameOf(seen)}");
        }

        return wanted == WitnessFormat.Auto ? seen : wanted;
    }

    private static WitnessFormat Detect(JsonField item)
    {
        JsonField document = JsonReply.Unwrap(item);
        if (document.Kind != JsonValueKind.Object)
        {
            return WitnessFormat.Auto;
        }

        if (document.TryGet("block_trace", out _) || document.TryGet("other_data", out _))
        {
            return WitnessFormat.ZeroBin;
        }

        JsonField witness = document.TryGet("executionWitness", out JsonField inner) ? inner : document;
        if (witness.Kind != JsonValueKind.Object || !witness.TryGet("state", out _) || !witness.TryGet("codes", out _))
        {
            return WitnessFormat.Auto;
        }

        bool hasHeaders = witness.TryGet("headers", out JsonField headers)
            && !(headers.Kind == JsonValueKind.Array && !headers.Items().Any());
        return !hasHeaders && (document.TryGet("preStateRoot", out _) || witness.TryGet("preStateRoot", out _))
            ? WitnessFormat.Sbv
            : WitnessFormat.ExecutionWitness;
    }
}
