using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// The accesses of an environment call to the words from the address in a0 on. An address whose words
/// would not all lie below 2^32 finds no leaf of the memory tree, so that the call has no valid row.
/// </summary>
internal readonly ref struct WordAccesses<TBuilder, T>
    where TBuilder : IAirBuilder<T>
    where T : struct, IField<T>
{
    private readonly Row<TBuilder, T> _row;
    private readonly T _isReal;
    private readonly T _address;
    private readonly T _time;
    private readonly int _elapsed;

    /// <param name="row">The row.</param>
    /// <param name="isReal">1 on real rows.</param>
    /// <param name="elapsed">First of the two columns of elapsed time that each word has.</param>
    public WordAccesses(Row<TBuilder, T> row, T isReal, int elapsed)
    {
        _row = row;
        _isReal = isReal;
        _address = CallColumns.WordAddress(row, isReal);
        _time = CallColumns.AccessTime(row);
        _elapsed = elapsed;
    }

    public void Read(int word, Limbs<T> value) => Write(word, value, value);

    public void Write(int word, Limbs<T> oldValue, Limbs<T> newValue) => _row.Access(
        _isReal,
        AddressSpace.Memory,
        _address + Row<TBuilder, T>.Constant((uint)word),
        _time,
        oldValue,
        newValue,
        _row[_elapsed + (2 * word)],
        _row[_elapsed + (2 * word) + 1]);
}
