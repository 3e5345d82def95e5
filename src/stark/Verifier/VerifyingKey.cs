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
    private readonly StackedMatrix[] _fixedMatrices;

    /// <param name="parameters">Sizes and security.</param>
    /// <param name="airs">The machine's AIRs.</param>
    /// <param name="fixedRoot">
    /// The root of the stack of committed fixed columns (<see cref="FixedAirs"/>); empty if there are none.
    /// </param>
    /// <exception cref="ArgumentException">The AIRs do not fit together, or the parameters or the root.</exception>
    public VerifyingKey(StarkParameters parameters, AirKey[] airs, byte[] fixedRoot)
    {
        if (!parameters.AreInRange)
        {
            throw new ArgumentException("a parameter is out of its range", nameof(parameters));
        }

        int[] fixedAirs = FixedAirs(airs);
        if (fixedRoot.Length != (fixedAirs.Length == 0 ? 0 : Blake3.DigestLength))
        {
            throw new ArgumentException("a root of the wrong length", nameof(fixedRoot));
        }

        CheckBuses(airs);
        Parameters = parameters;
        Airs = airs;
        FixedRoot = fixedRoot;
        _fixedMatrices = new StackedMatrix[fixedAirs.Length];
        for (int i = 0; i < fixedAirs.Length; i++)
        {
            AirKey air = airs[fixedAirs[i]];
            _fixedMatrices[i] = new StackedMatrix(air.FixedWidth, air.FixedLogHeight);
        }

        ProofWriter writer = new();
        parameters.WriteTo(writer);
        writer.Write((uint)airs.Length);
        for (int i = 0; i < airs.Length; i++)
        {
            writer.Write(airs[i].Digest);
            writer.Write((uint)airs[i].FixedLogHeight);
        }

        writer.Write(fixedRoot);
        Blake3.Hash(writer.Written, _digest);
    }

    public StarkParameters Parameters { get; }

    public AirKey[] Airs { get; }

    public byte[] FixedRoot { get; }

    /// <summary>The committed fixed columns of each AIR that has some, in stacking order.</summary>
    public ReadOnlySpan<StackedMatrix> FixedMatrices => _fixedMatrices;

    /// <summary>32 bytes that identify the machine.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>
    /// The indices of the AIRs whose fixed columns are committed, in the order of their stack: tallest
    /// first, then as in the machine.
    /// </summary>
    public static int[] FixedAirs(ReadOnlySpan<AirKey> airs)
    {
        int[] sorted = new int[airs.Length];
        int count = 0;
        for (int air = 0; air < airs.Length; air++)
        {
            if (!airs[air].HasCommittedColumns)
            {
                continue;
            }

            int at = count;
            for (; at > 0 && airs[sorted[at - 1]].FixedLogHeight < airs[air].FixedLogHeight; at--)
            {
                sorted[at] = sorted[at - 1];
            }

            sorted[at] = air;
            count++;
        }

        return sorted.AsSpan(0, count).ToArray();
    }

    // Messages that differ only in trailing zeros have the same denominator, so a bus has one length.
    private static void CheckBuses(ReadOnlySpan<AirKey> airs)
    {
        int useCount = 0;
        for (int i = 0; i < airs.Length; i++)
        {
            useCount += airs[i].BusUses.Length;
        }

        BusUse[] known = new BusUse[useCount];
        int knownCount = 0;
        for (int i = 0; i < airs.Length; i++)
        {
            ReadOnlySpan<BusUse> uses = airs[i].BusUses;
            for (int j = 0; j < uses.Length; j++)
            {
                int bus = 0;
                while (bus < knownCount && known[bus].Bus != uses[j].Bus)
                {
                    bus++;
                }

                if (bus == knownCount)
                {
                    known[bus] = uses[j];
                    knownCount++;
                }
                else if (known[bus].MessageLength != uses[j].MessageLength)
                {
                    throw new ArgumentException("a bus has messages of two lengths", nameof(airs));
                }
            }
        }
    }
}
