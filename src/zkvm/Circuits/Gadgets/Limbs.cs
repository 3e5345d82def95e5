using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>A 64-bit value as four 16-bit limbs, the least significant first.</summary>
internal readonly struct Limbs<T>
    where T : struct, IField<T>
{
    public readonly T L0;
    public readonly T L1;
    public readonly T L2;
    public readonly T L3;

    public Limbs(T l0, T l1, T l2, T l3)
    {
        L0 = l0;
        L1 = l1;
        L2 = l2;
        L3 = l3;
    }

    public static Limbs<T> Zero => new(T.Zero, T.Zero, T.Zero, T.Zero);

    public T this[int index] => index switch
    {
        0 => L0,
        1 => L1,
        2 => L2,
        _ => L3,
    };
}
