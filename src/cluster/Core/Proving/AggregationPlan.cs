using System.Text.Json;
using System.Text.Json.Serialization;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>
/// What a run's proof has beside the proofs of its segments. It is written when a run was cut to its end, and
/// with the segments' proofs it is the input of an aggregation.
/// </summary>
public sealed record AggregationPlan
{
    /// <summary>Version of the form.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Digest of the program, as 0x and hexadecimal digits.</summary>
    public required string Program { get; init; }

    /// <summary>The program's output: the statement.</summary>
    public required byte[] Output { get; init; }

    /// <summary>Elements of the input region's digest.</summary>
    public required uint[] InputRegion { get; init; }

    /// <summary>Elements of the siblings of the output region, its own level first.</summary>
    public required uint[][] OutputSiblings { get; init; }

    /// <summary>The proofs of the segments in their order; none before they are proven.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    public static AggregationPlan Of(
        string program, byte[] output, MemoryDigest inputRegion, IEnumerable<MemoryDigest> outputSiblings) => new()
        {
            Program = program,
            Output = output,
            InputRegion = Elements(inputRegion),
            OutputSiblings = [.. outputSiblings.Select(Elements)],
        };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Default.AggregationPlan);

    /// <summary>Null if the bytes are no plan of this version.</summary>
    public static AggregationPlan? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            AggregationPlan? plan = JsonSerializer.Deserialize(utf8, PlanJson.Default.AggregationPlan);
            return plan is { Version: CurrentVersion } && plan.Segments.Count <= RunProof.MaxSegmentCount
                && plan.Output.Length <= OutputRegion.MaxLength
                && IsDigest(plan.InputRegion)
                && plan.OutputSiblings.Length == OutputRegion.Level && plan.OutputSiblings.All(IsDigest)
                && plan.Segments.All(segment => ArtifactRef.TryParse(segment, out _))
                ? plan
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The references to the segments' proofs.</summary>
    public IReadOnlyList<ArtifactRef> SegmentProofs() =>
    [
        .. Segments.Select(text => ArtifactRef.TryParse(text, out ArtifactRef? reference)
            ? reference!
            : throw new InvalidOperationException("the plan was not read by TryRead")),
    ];

    /// <summary>The proof of the run, with the proofs of its segments.</summary>
    public RunProof ToProof(byte[][] segments) => new()
    {
        ProgramDigest = Convert.FromHexString(Program.AsSpan(2)),
        Output = Output,
        InputRegion = Digest(InputRegion),
        OutputSiblings = [.. OutputSiblings.Select(Digest)],
        Segments = segments,
    };

    private static uint[] Elements(MemoryDigest digest)
    {
        uint[] elements = new uint[MemoryDigest.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = digest[i].Value;
        }

        return elements;
    }

    private static bool IsDigest(uint[] elements) =>
        elements.Length == MemoryDigest.Length && elements.All(element => element < BabyBear.Modulus);

    private static MemoryDigest Digest(uint[] elements)
    {
        MemoryDigest digest = default;
        for (int i = 0; i < elements.Length; i++)
        {
            digest[i] = BabyBear.FromUInt32(elements[i]);
        }

        return digest;
    }
}

/// <summary>Serialization without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AggregationPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;
