using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// A row as the chips see it: its columns, and the interactions of docs/internals/machine.md. A
/// multiplicity that is named <c>isReal</c> is 1 on rows of the execution and 0 on padding.
/// </summary>
internal readonly ref struct Row<TBuilder, T>
    where TBuilder : IAirBuilder<T>
    where T : struct, IField<T>
{
    /// <summary>Bits of each of the two limbs of a clock difference; the clock has twice as many.</summary>
    public const int ClockLimbBits = 13;

    private readonly ref TBuilder _builder;

    public Row(ref TBuilder builder) => _builder = ref builder;

    public T this[int column] => _builder.Main(column);

    public static T Constant(uint value) => T.FromUInt32(value);

    /// <summary>Four columns from <paramref name="first"/> on, as limbs.</summary>
    public Limbs<T> Limbs(int first) => new(
        _builder.Main(first), _builder.Main(first + 1), _builder.Main(first + 2), _builder.Main(first + 3));

    public void AssertZero(T value, string label) => _builder.AssertZero(value, label);

    public void AssertBoolean(T value, string label) =>
        _builder.AssertZero(value * (value - T.One), label);

    public void Send(int bus, T multiplicity, ReadOnlySpan<T> message) =>
        _builder.Interact(bus, multiplicity, message);

    public void Receive(int bus, T multiplicity, ReadOnlySpan<T> message) =>
        _builder.Interact(bus, -multiplicity, message);

    /// <summary>Demands that value is below 2^bits, for bits up to 16.</summary>
    public void Range(T multiplicity, T value, int bits) =>
        Receive(Buses.Range, multiplicity, [value, Constant((uint)bits)]);

    /// <summary>Demands it for a number of bits that is itself in the trace.</summary>
    public void Range(T multiplicity, T value, T bits) =>
        Receive(Buses.Range, multiplicity, [value, bits]);

    /// <summary>Demands that two values are bytes.</summary>
    public void BytePair(T multiplicity, T a, T b) =>
        Receive(Buses.Bytes, multiplicity, [Constant(ByteOperation.Pair), a, b, T.Zero]);

    /// <summary>Takes the instruction at the pc from the program table.</summary>
    public void Fetch(T isReal, in FetchedInstruction<T> instruction) => Receive(
        Buses.Program,
        isReal,
        [
            instruction.Pc, instruction.Opcode, instruction.Rd, instruction.Rs1, instruction.Rs2,
            instruction.WritesRd, instruction.Immediate0, instruction.Immediate1, instruction.ImmediateHigh,
        ]);

    /// <summary>Moves the execution on from (pc, clock) to (next pc, clock + 4).</summary>
    public void Advance(T isReal, T pc, T nextPc, T clock)
    {
        Receive(Buses.Execution, isReal, [pc, clock]);
        Send(Buses.Execution, isReal, [nextPc, clock + Constant(4)]);
    }

    /// <summary>
    /// Accesses a word: takes its old value with the time of the last access, and gives the new value with
    /// this time. The last access was <paramref name="elapsed0"/> + 2^13 <paramref name="elapsed1"/> + 1
    /// ticks earlier, both in range, so that it lies strictly before.
    /// </summary>
    public void Access(
        T isReal,
        T addressSpace,
        T wordAddress,
        T time,
        Limbs<T> oldValue,
        Limbs<T> newValue,
        T elapsed0,
        T elapsed1)
    {
        T elapsed = elapsed0 + (Constant(1 << ClockLimbBits) * elapsed1);
        Exchange(isReal, addressSpace, wordAddress, time, oldValue, newValue, elapsed);
        Range(isReal, elapsed0, ClockLimbBits);
        Range(isReal, elapsed1, ClockLimbBits);
    }

    /// <summary>The same with a constant address space.</summary>
    public void Access(
        T isReal,
        uint addressSpace,
        T wordAddress,
        T time,
        Limbs<T> oldValue,
        Limbs<T> newValue,
        T elapsed0,
        T elapsed1) =>
        Access(
            isReal, Constant(addressSpace), wordAddress, time, oldValue, newValue, elapsed0, elapsed1);

    /// <summary>
    /// Accesses a word whose last access was <paramref name="elapsed"/> + 1 ticks earlier, at most 2^16; a
    /// word that was accessed before that is brought nearer by the Refresh chip.
    /// </summary>
    public void RecentAccess(
        T isReal,
        uint addressSpace,
        T wordAddress,
        T time,
        Limbs<T> oldValue,
        Limbs<T> newValue,
        T elapsed)
    {
        Exchange(isReal, Constant(addressSpace), wordAddress, time, oldValue, newValue, elapsed);
        Range(isReal, elapsed, RefreshRecord.RecentBits);
    }

    private void Exchange(
        T isReal, T space, T wordAddress, T time, Limbs<T> oldValue, Limbs<T> newValue, T elapsed)
    {
        Receive(
            Buses.Memory,
            isReal,
            [
                space, wordAddress, oldValue.L0, oldValue.L1, oldValue.L2, oldValue.L3,
                time - T.One - elapsed,
            ]);
        Send(
            Buses.Memory,
            isReal,
            [space, wordAddress, newValue.L0, newValue.L1, newValue.L2, newValue.L3, time]);
    }
}

/// <summary>A row of the program table, as an instruction row claims it.</summary>
internal readonly struct FetchedInstruction<T>
    where T : struct, IField<T>
{
    public required T Pc { get; init; }

    public required T Opcode { get; init; }

    public required T Rd { get; init; }

    public required T Rs1 { get; init; }

    public required T Rs2 { get; init; }

    public required T WritesRd { get; init; }

    public required T Immediate0 { get; init; }

    public required T Immediate1 { get; init; }

    public required T ImmediateHigh { get; init; }
}

/// <summary>The two address spaces of the memory bus.</summary>
internal static class AddressSpace
{
    public const uint Memory = 0;
    public const uint Registers = 1;
}
