using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>An interaction as far as a verifier counts it: its bus, and the elements of its message.</summary>
public readonly struct BusUse
{
    public readonly int Bus;
    public readonly int MessageLength;

    public BusUse(int bus, int messageLength)
    {
        Bus = bus;
        MessageLength = messageLength;
    }
}

/// <summary>
/// What a verifying key holds of an AIR: its code, and a digest of what that code states. It is made from
/// an <see cref="AirDescription"/>, which only a host can make; a guest has it as static data.
/// </summary>
public sealed class AirKey
{
    private readonly BusUse[] _busUses;
    private readonly byte[] _digest;

    private AirKey(IAir air, BusUse[] busUses, int constraintCount, byte[] digest)
    {
        Air = air;
        _busUses = busUses;
        ConstraintCount = constraintCount;
        _digest = digest;
        for (int i = 0; i < busUses.Length; i++)
        {
            RowDegree += Math.Max(1, busUses[i].MessageLength);
        }
    }

    public IAir Air { get; }

    /// <summary>In the order of <see cref="IAir.Eval"/>.</summary>
    public ReadOnlySpan<BusUse> BusUses => _busUses;

    public int ConstraintCount { get; }

    /// <summary>Elements of all messages of a row, an empty message counting as one element.</summary>
    public int RowDegree { get; }

    /// <summary>Number of fixed columns.</summary>
    public int FixedWidth => Air.Fixed is null ? 0 : Air.Fixed.Width;

    /// <summary>log2 of the rows of the fixed columns; -1 if there are none.</summary>
    public int FixedLogHeight => Air.Fixed is null ? -1 : Air.Fixed.LogHeight;

    /// <summary>True if the verifying key commits to the fixed columns.</summary>
    public bool HasCommittedColumns => Air.Fixed is not null && Air.Fixed.IsCommitted;

    /// <summary>
    /// 32 bytes that identify the description and the content of structured columns. The height of fixed
    /// columns, and the content of committed ones, are for the verifying key to add.
    /// </summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>The key of an AIR, by a host.</summary>
    public static AirKey Create(AirDescription description)
    {
        BusUse[] busUses =
        [
            .. description.Interactions.Select(
                interaction => new BusUse(interaction.Bus, interaction.Message.Length)),
        ];
        ProofWriter writer = new();
        writer.Write(description.Serialize());
        if (description.Air.Fixed is { IsCommitted: false } columns)
        {
            WriteContent(columns, writer);
        }

        byte[] digest = new byte[Blake3.DigestLength];
        Blake3.Hash(writer.Written, digest);
        return new AirKey(description.Air, busUses, description.Constraints.Count, digest);
    }

    /// <summary>
    /// The key of the same AIR with committed columns of another height or content. The caller sees to it
    /// that <paramref name="air"/> runs the same code on the same values.
    /// </summary>
    public AirKey WithCommittedColumns(IAir air) => new(air, _busUses, ConstraintCount, _digest);

    private static void WriteContent(IFixedColumns columns, ProofWriter writer)
    {
        BabyBear[] values = new BabyBear[1 << columns.LogHeight];
        byte[] digest = new byte[Blake3.DigestLength];
        for (int column = 0; column < columns.Width; column++)
        {
            columns.Fill(column, values);
            RowDigest.Compute(values, digest);
            writer.Write(digest);
        }
    }
}
