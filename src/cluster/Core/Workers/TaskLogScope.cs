using System.Collections;
using System.Globalization;
using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Workers;

/// <summary>What stands on each line that a worker logs over a task: block, transactions, segment, job.</summary>
internal sealed class TaskLogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values;
    private readonly string _text;

    private TaskLogScope(KeyValuePair<string, object?>[] values, string text)
    {
        _values = values;
        _text = text;
    }

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public static TaskLogScope Of(TaskMessage task)
    {
        string transactions = task.FirstTransaction < 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{task.FirstTransaction}-{task.LastTransaction}");
        return task.Kind == TaskKind.Prove
            ? new TaskLogScope(
                [
                    new("chain", task.ChainId), new("block", task.BlockNumber), new("segment", task.Segment),
                    new("transactions", transactions), new("job", task.JobId),
                ],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"block {task.BlockNumber} segment {task.Segment} transactions {transactions} job {task.JobId}"))
            : new TaskLogScope(
                [
                    new("chain", task.ChainId), new("block", task.BlockNumber), new("segment", "aggregate"),
                    new("job", task.JobId),
                ],
                string.Create(
                    CultureInfo.InvariantCulture, $"block {task.BlockNumber} aggregation job {task.JobId}"));
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text;
}
