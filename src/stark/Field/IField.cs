using System.Numerics;

namespace ZeroSharp.Stark.Field;

/// <summary>
/// Arithmetic that every field-like type offers: base field, extension field, packed lanes and the
/// symbolic expressions of the constraint compiler. Constraints and kernels are generic over it.
/// </summary>
/// <typeparam name="TSelf">The implementing type; a struct, so that the JIT specialises.</typeparam>
public interface IField<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IUnaryNegationOperators<TSelf, TSelf>
    where TSelf : struct, IField<TSelf>
{
    /// <summary>The neutral element of addition.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The neutral element of multiplication.</summary>
    static abstract TSelf One { get; }

    /// <summary>The image of <paramref name="value"/>, reduced modulo p.</summary>
    static abstract TSelf FromUInt32(uint value);
}
