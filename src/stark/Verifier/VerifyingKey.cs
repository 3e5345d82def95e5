using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// What a verifier knows of a machine: its parameters, its AIRs in their order, and the root of the fixed
/// columns that are committed. The digest is the first thing that a transcript observes.
/// </summary>
public sealed class VerifyingKey
{
    private readonly byte[] _digest = new byte[Blake3.DigestLength];

    /// <param name="parameters">Sizes and security.</param>
    /// <param name="airs">The machine's AIRs.</param>
    /// <param name="fixedRoot">
    /// The root of the stack of committed fixed columns (<see cref="FixedAirs"/>); empty if there are none.
    /// </param>
    /// <exception cref="ArgumentException">The AIRs do not fit together or the parameters.</exception>
    public VerifyingKey(StarkParameters parameters, IReadOnlyList<AirDescription> airs, byte[] fixedRoot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(
            parameters.MinLogHeight, StarkParameters.LowestMinLogHeight);
        CheckBuses(airs);
        Parameters = parameters;
        Airs = airs;
        FixedRoot = fixedRoot;
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        PcsOptions pcs = parameters.Pcs;
        ReadOnlySpan<int> numbers =
        [
            parameters.LogStackHeight, parameters.MinLogHeight, SkipDomain.LogSize, pcs.LogBlowup,
            pcs.BlowupStep, pcs.FoldingVariables, pcs.MaxFinalVariables, pcs.TargetBits, pcs.MaxWorkBits,
            airs.Count,
        ];
        foreach (int number in numbers)
        {
            writer.Write(number);
        }

        foreach (AirDescription air in airs)
        {
            byte[] bytes = air.Serialize();
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }

        writer.Write(fixedRoot);
        writer.Flush();
        Blake3.Hash(stream.ToArray(), _digest);
    }

    public StarkParameters Parameters { get; }

    public IReadOnlyList<AirDescription> Airs { get; }

    public byte[] FixedRoot { get; }

    /// <summary>32 bytes that identify the machine.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>
    /// The AIRs whose fixed columns are committed, in the order of their stack: tallest first, then as in
    /// the machine.
    /// </summary>
    public static IReadOnlyList<AirDescription> FixedAirs(IReadOnlyList<AirDescription> airs) =>
    [
        .. airs.Where(air => air.Air.Fixed is { IsCommitted: true })
            .OrderByDescending(air => air.Air.Fixed!.LogHeight),
    ];

    // Messages that differ only in trailing zeros have the same denominator, so a bus has one length.
    private static void CheckBuses(IReadOnlyList<AirDescription> airs)
    {
        Dictionary<int, int> lengths = [];
        foreach (AirDescription air in airs)
        {
            foreach (AirInteraction interaction in air.Interactions)
            {
                int length = interaction.Message.Length;
                if (lengths.TryGetValue(interaction.Bus, out int known) && known != length)
                {
                    throw new ArgumentException(
                        $"{air.Air.Name}: bus {interaction.Bus} has messages of {known} and {length} elements");
                }

                lengths[interaction.Bus] = length;
            }
        }
    }
}
