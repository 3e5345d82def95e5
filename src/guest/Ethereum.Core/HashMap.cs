namespace ZeroSharp.Ethereum.Core;

/// <summary>
/// A hash map for the guest: entries lie densely in insertion order, and an open-addressing table
/// (linear probing, at most half full) holds their indices.
/// </summary>
/// <remarks>
/// Iterate with <c>for (int i = 0; i &lt; map.Count; i++)</c> over <see cref="KeyAt"/> and
/// <see cref="ValueAt"/>. The order is the order of insertion as long as nothing is removed;
/// <see cref="Remove"/> moves the last entry into the gap. References stay valid until the next
/// insertion. Growing leaves the old arrays behind, so give a capacity where it is known.
/// </remarks>
public sealed class HashMap<TKey, TValue>
    where TKey : struct, IHashKey<TKey>
{
    private TKey[] keys;
    private TValue[] values;
    private int[] slots;
    private int count;

    /// <param name="capacity">The number of entries that fit before the first growth.</param>
    public HashMap(int capacity = 8)
    {
        int size = 8;
        while (size < capacity)
        {
            size <<= 1;
        }
        keys = new TKey[size];
        values = new TValue[size];
        slots = new int[size * 2];
    }

    /// <summary>The number of entries.</summary>
    public int Count => count;

    /// <summary>The key of entry <paramref name="index"/>, 0 to Count - 1.</summary>
    public ref readonly TKey KeyAt(int index) => ref keys[index];

    /// <summary>The value of entry <paramref name="index"/>, 0 to Count - 1.</summary>
    public ref TValue ValueAt(int index) => ref values[index];

    /// <summary>The entry of the key, or -1.</summary>
    public int IndexOf(in TKey key)
    {
        int[] table = slots;
        uint mask = (uint)table.Length - 1;
        uint slot = key.KeyHash() & mask;
        while (true)
        {
            int entry = table[slot] - 1;
            if (entry < 0 || keys[entry].KeyEquals(in key))
            {
                return entry;
            }
            slot = (slot + 1) & mask;
        }
    }

    public bool ContainsKey(in TKey key) => IndexOf(in key) >= 0;

    /// <summary>The value of the key; false and default where it is absent.</summary>
    public bool TryGetValue(in TKey key, out TValue value)
    {
        int index = IndexOf(in key);
        value = index >= 0 ? values[index] : default!;
        return index >= 0;
    }

    /// <summary>A reference to the key's value, added with its default where absent.</summary>
    public ref TValue GetOrAdd(in TKey key, out bool existed)
    {
        if (count == keys.Length)
        {
            Grow();
        }
        int[] table = slots;
        uint mask = (uint)table.Length - 1;
        uint slot = key.KeyHash() & mask;
        while (true)
        {
            int entry = table[slot] - 1;
            if (entry < 0)
            {
                break;
            }
            if (keys[entry].KeyEquals(in key))
            {
                existed = true;
                return ref values[entry];
            }
            slot = (slot + 1) & mask;
        }
        existed = false;
        keys[count] = key;
        values[count] = default!;
        table[slot] = ++count;
        return ref values[count - 1];
    }

    /// <summary>Adds the key or replaces its value.</summary>
    public void Set(in TKey key, TValue value) => GetOrAdd(in key, out _) = value;

    /// <summary>Removes the key; the last entry takes its index. False where it is absent.</summary>
    public bool Remove(in TKey key)
    {
        int index = IndexOf(in key);
        if (index < 0)
        {
            return false;
        }
        EraseSlot(SlotOf(index));
        int last = --count;
        if (index != last)
        {
            slots[SlotOf(last)] = index + 1;
            keys[index] = keys[last];
            values[index] = values[last];
        }
        keys[last] = default;
        values[last] = default!;
        return true;
    }

    /// <summary>Removes all entries and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(slots);
        Array.Clear(keys, 0, count);
        Array.Clear(values, 0, count);
        count = 0;
    }

    private uint SlotOf(int entry)
    {
        uint mask = (uint)slots.Length - 1;
        uint slot = keys[entry].KeyHash() & mask;
        while (slots[slot] != entry + 1)
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    // Linear probing without tombstones: later members of the run move back over the gap unless
    // that would put them before their home slot.
    private void EraseSlot(uint gap)
    {
        uint mask = (uint)slots.Length - 1;
        uint slot = gap;
        while (true)
        {
            slot = (slot + 1) & mask;
            int entry = slots[slot] - 1;
            if (entry < 0)
            {
                break;
            }
            uint home = keys[entry].KeyHash() & mask;
            if (((slot - home) & mask) >= ((slot - gap) & mask))
            {
                slots[gap] = entry + 1;
                gap = slot;
            }
        }
        slots[gap] = 0;
    }

    private void Grow()
    {
        int size = keys.Length * 2;
        var newKeys = new TKey[size];
        var newValues = new TValue[size];
        var newSlots = new int[size * 2];
        uint mask = (uint)newSlots.Length - 1;
        for (int i = 0; i < count; i++)
        {
            newKeys[i] = keys[i];
            newValues[i] = values[i];
            uint slot = keys[i].KeyHash() & mask;
            while (newSlots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }
            newSlots[slot] = i + 1;
        }
        keys = newKeys;
        values = newValues;
        slots = newSlots;
    }
}
