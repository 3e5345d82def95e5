namespace ZeroSharp.Zkvm.Isa;

/// <summary>A growing array of structs that are written and read in place.</summary>
public sealed class RecordList<T>
    where T : struct
{
    private T[] _items = [];

    public int Count { get; private set; }

    public Span<T> Span => _items.AsSpan(0, Count);

    /// <summary>Adds a zeroed record and returns it.</summary>
    public ref T Add()
    {
        if (Count == _items.Length)
        {
            Reserve(Math.Max(256, 2 * Count));
        }

        ref T item = ref _items[Count++];
        item = default;
        return ref item;
    }

    /// <summary>Makes room for so many records. What is not a record yet is not zeroed.</summary>
    public void Reserve(int capacity)
    {
        if (capacity > _items.Length)
        {
            T[] items = GC.AllocateUninitializedArray<T>(capacity);
            Span.CopyTo(items);
            _items = items;
        }
    }

    /// <summary>Empties the list and keeps its memory.</summary>
    public void Clear() => Count = 0;
}
