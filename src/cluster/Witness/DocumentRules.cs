using System.Text.Json;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// The rules that a document of ours names in its member "zerosharp", for chains that are not built in. They are
/// applied as any other claim: the statement of a proof names them.
/// </summary>
internal static class DocumentRules
{
    /// <summary>The member that other readers pass over.</summary>
    public const string Member = "zerosharp";

    /// <summary>The rules in the member; null where the document has none.</summary>
    /// <exception cref="WitnessException">They are not laid out as due.</exception>
    public static ChainRules? TryRead(JsonField document)
    {
        if (!document.TryGet(Member, out JsonField extension) || !extension.TryGet("fork", out JsonField name))
        {
            return null;
        }

        // Names only: the parser takes numbers for values too.
        Fork fork = Enum.GetValues<Fork>().FirstOrDefault(known => known.ToString() == name.AsText());
        if (fork == default)
        {
            throw new WitnessException($"{name.Path}: '{JsonField.Printable(name.AsText())}' is no known fork");
        }

        BlobSchedule blobs = default;
        if (fork >= Fork.Cancun)
        {
            JsonField schedule = extension["blobs"];
            ulong fraction = schedule["updateFraction"].AsUInt64();
            blobs = fraction > 0
                ? new BlobSchedule(
                    (uint)schedule["target"].AsUInt64(uint.MaxValue),
                    (uint)schedule["max"].AsUInt64(uint.MaxValue),
                    fraction)
                : throw new WitnessException($"{schedule.Path}.updateFraction: 0 divides nothing");
        }

        byte[] deposits = extension.TryGet("depositContract", out JsonField address)
            ? address.AsBytes(20)
            : new byte[20];
        return new ChainRules(fork, blobs, deposits);
    }

    /// <summary>Writes the members that <see cref="TryRead"/> reads into an open object.</summary>
    public static void Write(Utf8JsonWriter writer, BlockInputContent content)
    {
        writer.WriteString("fork", content.Fork.ToString());
        if (content.Fork >= Fork.Cancun)
        {
            writer.WriteStartObject("blobs");
            writer.WriteNumber("target", content.Blobs.Target);
            writer.WriteNumber("max", content.Blobs.Max);
            writer.WriteNumber("updateFraction", content.Blobs.UpdateFraction);
            writer.WriteEndObject();
        }

        writer.WriteString("depositContract", "0x" + Convert.ToHexStringLower(content.DepositContract));
    }
}
