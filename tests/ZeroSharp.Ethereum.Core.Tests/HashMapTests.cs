using CsCheck;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>The guest's hash map against <see cref="Dictionary{TKey,TValue}"/>.</summary>
public sealed class HashMapTests
{
    [Fact]
    public void Operations_RandomSequence_EqualADictionary() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int).Array[0, 400].Sample(operations =>
        {
            HashMap<Key, int> map = new(0);
            Dictionary<int, int> model = [];
            foreach ((int kind, int id, int value) in operations)
            {
                Key key = new(id);
                switch (kind)
                {
                    case 0:
                        map.Set(in key, value);
                        model[id] = value;
                        break;
                    case 1:
                        Assert.Equal(model.Remove(id), map.Remove(in key));
                        break;
                    case 2:
                        ref int slot = ref map.GetOrAdd(in key, out bool existed);
                        Assert.Equal(model.ContainsKey(id), existed);
                        slot += 1;
                        model[id] = model.GetValueOrDefault(id) + 1;
                        break;
                    default:
                        Assert.Equal(model.TryGetValue(id, out int expected), map.TryGetValue(in key, out int found));
                        Assert.Equal(expected, found);
                        break;
                }
            }

            Assert.Equal(model.Count, map.Count);
            for (int i = 0; i < map.Count; i++)
            {
                Assert.Equal(model[map.KeyAt(i).Id], map.ValueAt(i));
                Key key = map.KeyAt(i);
                Assert.Equal(i, map.IndexOf(in key));
            }
        });

    [Fact]
    public void Enumeration_NothingRemoved_IsInOrderOfInsertion()
    {
        HashMap<Key, int> map = new();
        for (int i = 0; i < 1000; i++)
        {
            Key key = new(i * 7919);
            map.Set(in key, i);
        }

        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i, map.ValueAt(i));
        }

        map.Clear();
        Key first = new(0);
        Assert.Equal(0, map.Count);
        Assert.False(map.ContainsKey(in first));
    }

    // Few different hashes, so that probing sequences meet and wrap around.
    private readonly struct Key(int id) : IHashKey<Key>
    {
        public readonly int Id = id;

        public uint KeyHash() => (uint)(Id % 5) * 0x3FFF_FFFF;

        public bool KeyEquals(in Key other) => Id == other.Id;
    }
}
