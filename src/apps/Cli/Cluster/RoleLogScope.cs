using System.Collections;

namespace ZeroSharp.Cli.Cluster;

/// <summary>What stands on each line that a process logs for machines: its role and its name.</summary>
internal sealed class RoleLogScope(string role, string instance) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values = [new("role", role), new("instance", instance)];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{role} {instance}";
}
