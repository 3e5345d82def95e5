using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// What a prover keeps of a machine beside its verifying key: all fixed columns as values, and the
/// commitment to those that are committed.
/// </summary>
public sealed class ProvingKey : IDisposable
{
    private readonly AirDescription[] _descriptions;
    private readonly TraceMatrix?[] _fixed;
    private readonly PcsCommitment? _commitment;

    private ProvingKey(
        VerifyingKey verifying,
        AirDescription[] descriptions,
        TraceMatrix?[] fixedColumns,
        PcsCommitment? commitment,
        StackColumns stack)
    {
        Verifying = verifying;
        _descriptions = descriptions;
        _fixed = fixedColumns;
        _commitment = commitment;
        FixedStack = stack;
    }

    public VerifyingKey Verifying { get; }

    /// <summary>The stack of the committed fixed columns; it may be empty.</summary>
    public StackColumns FixedStack { get; }

    /// <summary>The commitment to <see cref="FixedStack"/>; null if that is empty.</summary>
    public PcsCommitment? FixedCommitment => _commitment;

    /// <summary>Fills the fixed columns of all AIRs, and commits to those that are not structured.</summary>
    public static ProvingKey Create(
        StarkParameters parameters, IReadOnlyList<IAir> airs, int threadCount)
    {
        AirDescription[] descriptions = [.. airs.Select(AirDescription.Create)];
        AirKey[] keys = [.. descriptions.Select(AirKey.Create)];
        TraceMatrix?[] columns = [.. airs.Select(Fill)];
        int[] committed = VerifyingKey.FixedAirs(keys);
        StackedMatrix[] matrices =
        [
            .. committed.Select(air => new StackedMatrix(keys[air].FixedWidth, keys[air].FixedLogHeight)),
        ];
        if (!StackLayout.TryCreate(matrices, parameters.LogStackHeight, out StackLayout? layout))
        {
            throw new ArgumentException("the fixed columns do not fit the stack", nameof(airs));
        }

        TraceMatrix[] stacked = [.. committed.Select(air => columns[air]!)];
        StackColumns stack = new(layout!, stacked);
        PcsCommitment? commitment = null;
        if (layout!.ColumnCount > 0)
        {
            PcsParameters pcs = PcsParameters.Create(
                parameters.LogStackHeight, layout.ColumnCount, parameters.Pcs);
            commitment = PcsCommitment.Create(pcs, stack, threadCount);
        }

        VerifyingKey verifying = new(parameters, keys, commitment?.Root ?? []);
        return new ProvingKey(verifying, descriptions, columns, commitment, stack);
    }

    /// <summary>What an AIR states.</summary>
    public AirDescription Description(int airIndex) => _descriptions[airIndex];

    /// <summary>All fixed columns of an AIR; null if it has none.</summary>
    public TraceMatrix? FixedColumns(int airIndex) => _fixed[airIndex];

    public void Dispose()
    {
        _commitment?.Dispose();
        foreach (TraceMatrix? matrix in _fixed)
        {
            matrix?.Dispose();
        }
    }

    private static TraceMatrix? Fill(IAir air)
    {
        if (air.Fixed is not IFixedColumns columns)
        {
            return null;
        }

        TraceMatrix matrix = new(columns.Width, columns.LogHeight);
        for (int column = 0; column < columns.Width; column++)
        {
            columns.Fill(column, matrix.Column(column));
        }

        return matrix;
    }
}
