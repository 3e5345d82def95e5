using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Accounts and slots of them, each once.</summary>
internal sealed class TouchedKeys
{
    private readonly Dictionary<Address, HashSet<UInt256>> _slots = [];

    public bool IsEmpty => _slots.Count == 0;

    public IEnumerable<(Address Account, IReadOnlySet<UInt256> Slots)> All =>
        _slots.Select(entry => (entry.Key, (IReadOnlySet<UInt256>)entry.Value));

    public IEnumerable<Address> Accounts => _slots.Keys;

    public void Add(Address account) => SlotsOf(account);

    public void Add(Address account, UInt256 slot) => SlotsOf(account).Add(slot);

    public bool Contains(Address account) => _slots.ContainsKey(account);

    public bool Contains(Address account, UInt256 slot) =>
        _slots.TryGetValue(account, out HashSet<UInt256>? slots) && slots.Contains(slot);

    public void AddAll(TouchedKeys other)
    {
        foreach ((Address account, IReadOnlySet<UInt256> slots) in other.All)
        {
            SlotsOf(account).UnionWith(slots);
        }
    }

    /// <summary>Those that are not in another set.</summary>
    public TouchedKeys Except(TouchedKeys known)
    {
        TouchedKeys left = new();
        foreach ((Address account, HashSet<UInt256> slots) in _slots)
        {
            if (!known.Contains(account))
            {
                left.Add(account);
            }

            foreach (UInt256 slot in slots)
            {
                if (!known.Contains(account, slot))
                {
                    left.Add(account, slot);
                }
            }
        }

        return left;
    }

    /// <summary>The first of the keys to which a place in a trie leads and that is not known; or none.</summary>
    public TouchedKeys FirstBelow(TriePlace place, TouchedKeys known)
    {
        TouchedKeys below = new();
        foreach ((Address account, HashSet<UInt256> slots) in _slots)
        {
            Hash256 hash = TriePlace.HashOf(account);
            if (place.Account is null && place.IsAbove(hash) && !known.Contains(account))
            {
                below.Add(account);
                return below;
            }

            if (place.Account == hash)
            {
                foreach (UInt256 slot in slots.Where(
                    slot => place.IsAbove(TriePlace.HashOf(slot)) && !known.Contains(account, slot)))
                {
                    below.Add(account, slot);
                    return below;
                }
            }
        }

        return below;
    }

    /// <summary>What an execution read of the pre-state, or tried to.</summary>
    public static TouchedKeys Of(WorldState world)
    {
        TouchedKeys touched = new();
        for (int i = 0; i < world.AccountCount; i++)
        {
            Account account = world.AccountAt(i);
            if (!account.IsLoaded)
            {
                continue;
            }

            touched.Add(account.Address);
            for (int j = 0; account.ExistedBefore && j < (account.Storage?.Count ?? 0); j++)
            {
                touched.Add(account.Address, account.Storage!.KeyAt(j));
            }
        }

        return touched;
    }

    private HashSet<UInt256> SlotsOf(Address account)
    {
        if (!_slots.TryGetValue(account, out HashSet<UInt256>? slots))
        {
            _slots[account] = slots = [];
        }

        return slots;
    }
}
