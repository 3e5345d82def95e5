using System.Collections;
using System.Globalization;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>What stands on each line that a leader logs over a job: block and job.</summary>
internal sealed class JobLogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values;
    private readonly string _text;

    private JobLogScope(Job job)
    {
        _values = [new("chain", job.ChainId), new("block", job.BlockNumber), new("job", job.Id)];
        _text = string.Create(CultureInfo.InvariantCulture, $"block {job.BlockNumber} job {job.Id}");
    }

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public static JobLogScope Of(Job job) => new(job);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text;
}
