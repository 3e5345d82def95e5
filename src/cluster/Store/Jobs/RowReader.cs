using System.Data.Common;
using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>Reads the columns of a row one after the other.</summary>
internal sealed class RowReader(DbDataReader reader)
{
    private int column;

    public string Text() => reader.GetString(column++);

    public string? TextOrNull() => reader.IsDBNull(column) ? Skip<string>() : Text();

    public int Int32() => reader.GetInt32(column++);

    public long Int64() => reader.GetInt64(column++);

    public ulong UInt64() => unchecked((ulong)Int64());

    public double Double() => reader.GetDouble(column++);

    public bool Flag() => Int32() != 0;

    public DateTimeOffset Time() => DateTimeOffset.FromUnixTimeMilliseconds(Int64());

    public DateTimeOffset? TimeOrNull() => reader.IsDBNull(column) ? Skip<DateTimeOffset?>() : Time();

    public T Name<T>()
        where T : struct, Enum => SqlText.ValueOf<T>(Text());

    public ArtifactRef Reference() => ReferenceOrNull()
        ?? throw new InvalidDataException("the database has no reference where there must be one");

    public ArtifactRef? ReferenceOrNull()
    {
        string? text = TextOrNull();
        if (text is null)
        {
            return null;
        }

        return ArtifactRef.TryParse(text, out ArtifactRef? reference)
            ? reference
            : throw new InvalidDataException($"the database has '{SqlText.Bounded(text)}' for a reference");
    }

    private T? Skip<T>()
    {
        column++;
        return default;
    }
}
