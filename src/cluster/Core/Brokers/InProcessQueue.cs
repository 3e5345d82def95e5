namespace ZeroSharp.Cluster.Core.Brokers;

/// <summary>
/// A queue of <see cref="InProcessBroker"/>. Every call but the awaiting of a signal is under its lock.
/// </summary>
internal sealed class InProcessQueue<T>(string name)
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    /// <summary>What waits, the oldest first.</summary>
    public LinkedList<(T Message, DateTimeOffset At)> Ready { get; } = [];

    public int Consumers { get; set; }

    /// <summary>Completes when something was added or taken out.</summary>
    public Task Changed => _changed.Task;

    public void Add(T message, DateTimeOffset at)
    {
        Ready.AddLast((message, at));
        Signal();
    }

    /// <summary>Puts a message that was taken before everything else.</summary>
    public void PutBack(T message, DateTimeOffset at)
    {
        Ready.AddFirst((message, at));
        Signal();
    }

    public bool TryTake(out (T Message, DateTimeOffset At) entry)
    {
        entry = Ready.First?.Value ?? default;
        if (Ready.First is null)
        {
            return false;
        }

        Ready.RemoveFirst();
        Signal();
        return true;
    }

    /// <summary>Takes an entry out if it is still there.</summary>
    public bool Remove(LinkedListNode<(T Message, DateTimeOffset At)> node)
    {
        if (node.List is null)
        {
            return false;
        }

        Ready.Remove(node);
        Signal();
        return true;
    }

    public int Clear()
    {
        int count = Ready.Count;
        while (Ready.First is not null)
        {
            Ready.RemoveFirst();
        }

        Signal();
        return count;
    }

    /// <summary>The entries at this moment.</summary>
    public List<LinkedListNode<(T Message, DateTimeOffset At)>> Nodes()
    {
        List<LinkedListNode<(T Message, DateTimeOffset At)>> nodes = new(Ready.Count);
        for (LinkedListNode<(T Message, DateTimeOffset At)>? node = Ready.First; node is not null; node = node.Next)
        {
            nodes.Add(node);
        }

        return nodes;
    }

    public QueueStatus Status(DateTimeOffset now) =>
        new(name, Ready.Count, Consumers, Ready.First is { } first ? now - first.Value.At : null);

    private void Signal()
    {
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
